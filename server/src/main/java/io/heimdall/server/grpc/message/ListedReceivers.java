package io.heimdall.server.grpc.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.receiver.listing.LeftOut;
import io.heimdall.server.receiver.listing.ListFormat;
import io.heimdall.server.receiver.listing.ListedReceiver;
import io.heimdall.server.receiver.listing.ReceiverList;
import io.heimdall.server.receiver.registry.ImportReport;
import io.heimdall.server.receiver.registry.ImportRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ImportReceiversResponse;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverListFormat;
import io.heimdall.v1.SkippedReceiver;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Lists of receivers on the wire. Each entry becomes a receiver of the contract, with its limits.
public final class ListedReceivers {

  private static final Set<String> COORDINATES = Set.of("latitude", "longitude", "altitude_m");
  private static final Set<String> FIELDS = fields();
  private static final String USUAL_DRIVER = "kiwi";

  private ListedReceivers() {}

  /// Reads a request.
  ///
  /// @param request the wire's
  /// @param limits refuses a receiver outside the contract's limits
  /// @return the domain's
  /// @throws FailureException with IMPORT_INVALID where the document cannot be read
  public static ImportRequest request(ImportReceiversRequest request, Consumer<Message> limits) {
    String document = ListFormat.text(request.getDocument().asReadOnlyByteBuffer());
    ReceiverList list = format(request.getFormat(), document).read(document);
    List<ImportRequest.Entry> entries = new ArrayList<>();
    List<LeftOut> invalid = new ArrayList<>();
    for (ListedReceiver listed : list.receivers()) {
      try {
        Receiver receiver = receiver(listed.fields());
        limits.accept(CreateReceiverRequest.newBuilder().setReceiver(receiver).build());
        entries.add(new ImportRequest.Entry(listed, ReceiverMessages.wanted(receiver)));
      } catch (FailureException e) {
        invalid.add(new LeftOut(listed.place(), listed.name(), e.failure().message()));
      } catch (InvalidFieldException e) {
        invalid.add(new LeftOut(listed.place(), listed.name(), String.valueOf(e.getMessage())));
      }
    }
    return new ImportRequest(
        request.getRequestId(),
        document,
        entries,
        invalid,
        list.offline(),
        new ImportRequest.Mode(request.getSkipInvalid(), request.getDryRun()));
  }

  /// What became of a list.
  ///
  /// @param report the domain's
  /// @return the wire's
  public static ImportReceiversResponse of(ImportReport report) {
    var response =
        ImportReceiversResponse.newBuilder()
            .setAddedCount(report.addedCount())
            .setExistingCount(report.existingCount())
            .addAllReceiverIds(report.receiverIds());
    for (LeftOut entry : report.leftOut()) {
      response.addSkipped(
          SkippedReceiver.newBuilder()
              .setPlace(entry.place())
              .setName(entry.name())
              .setMessage(entry.message()));
    }
    return response.build();
  }

  private static ListFormat format(ReceiverListFormat format, String document) {
    return switch (format) {
      case RECEIVER_LIST_FORMAT_JSON -> ListFormat.JSON;
      case RECEIVER_LIST_FORMAT_CSV -> ListFormat.CSV;
      case RECEIVER_LIST_FORMAT_KIWI_DIRECTORY -> ListFormat.KIWI_DIRECTORY;
      case RECEIVER_LIST_FORMAT_UNSPECIFIED, UNRECOGNIZED -> ListFormat.of(document);
    };
  }

  /// Nothing can be made of a field. The message says which, and shows no value.
  private static final class InvalidFieldException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidFieldException(String message) {
      super(message);
    }
  }

  private static Set<String> fields() {
    Set<String> fields = new TreeSet<>(UpdateMask.settable());
    fields.remove("position");
    fields.addAll(COORDINATES);
    return fields;
  }

  private static Receiver receiver(Map<String, String> fields) throws InvalidFieldException {
    Receiver.Builder receiver = Receiver.newBuilder().setDriver(USUAL_DRIVER);
    for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new InvalidFieldException(
            "it has a field '%s'; there are %s"
                .formatted(field.getKey(), String.join(", ", FIELDS)));
      }
      if (!COORDINATES.contains(field.getKey())) {
        FieldDescriptor descriptor = Receiver.getDescriptor().findFieldByName(field.getKey());
        receiver.setField(descriptor, value(descriptor, field.getValue()));
      }
    }
    setPosition(receiver, fields);
    if (!receiver.hasActive() && !receiver.getDriver().equals(ReceiverSpec.LISTEN_ONLY)) {
      receiver.setActivateWhenProven(true);
    }
    return receiver.build();
  }

  private static void setPosition(Receiver.Builder receiver, Map<String, String> fields)
      throws InvalidFieldException {
    String latitude = fields.get("latitude");
    String longitude = fields.get("longitude");
    String altitude = fields.get("altitude_m");
    if (latitude == null && longitude == null && altitude == null) {
      return;
    }
    if (latitude == null || longitude == null) {
      throw new InvalidFieldException("a position needs both latitude and longitude");
    }
    receiver
        .getPositionBuilder()
        .setLatitudeDeg(number("latitude", latitude).doubleValue())
        .setLongitudeDeg(number("longitude", longitude).doubleValue());
    if (altitude != null) {
      receiver.getPositionBuilder().setAltitudeM(number("altitude_m", altitude).doubleValue());
    }
  }

  private static Object value(FieldDescriptor field, String text) throws InvalidFieldException {
    try {
      return switch (field.getJavaType()) {
        case INT -> number(field.getName(), text).intValueExact();
        case LONG -> number(field.getName(), text).longValueExact();
        case DOUBLE -> number(field.getName(), text).doubleValue();
        case BOOLEAN -> truth(field.getName(), text);
        default -> text;
      };
    } catch (ArithmeticException _) {
      throw new InvalidFieldException(field.getName() + " is not a whole number");
    }
  }

  private static BigDecimal number(String field, String text) throws InvalidFieldException {
    try {
      // No field has more digits; a long exponent would take long to write out.
      if (text.strip().length() <= 40 && new BigDecimal(text.strip()).scale() > -20) {
        return new BigDecimal(text.strip());
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new InvalidFieldException(field + " is not a number");
  }

  private static boolean truth(String field, String text) throws InvalidFieldException {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidFieldException(field + " is neither true nor false");
    };
  }
}
