package io.heimdall.server.grpc.status;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.heimdall.db.DatabaseException;
import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.storage.StorageFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Turns whatever was thrown while a call was served into the status it leaves with.
final class Faults {
  private static final Logger LOG = System.getLogger(Faults.class.getName());
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final SecureRandom random = new SecureRandom();

  /// The status for what was thrown. What is nobody's expected failure is a fault of ours: it is
  /// logged here, once, under an id that the client gets in its place.
  Refusal refusal(String method, Throwable thrown) {
    return switch (thrown) {
      case FailureException known -> Statuses.of(known.failure());
      case DatabaseUnavailableException _ -> Statuses.of(databaseAway());
      case StorageFailure storage -> storage(method, storage);
      case InterruptedException _ -> Statuses.of(stopping());
      case CancellationException _ ->
          Statuses.of(TransportReason.CALL_CANCELLED, "the call was cancelled");
      case StatusRuntimeException carried when leaves(carried.getStatus(), carried.getTrailers()) ->
          new Refusal(carried.getStatus(), trailers(carried.getTrailers()));
      case StatusException carried when leaves(carried.getStatus(), carried.getTrailers()) ->
          new Refusal(carried.getStatus(), trailers(carried.getTrailers()));
      case StatusRuntimeException unread
          when unread.getCause() instanceof InvalidProtocolBufferException ->
          Statuses.of(
              TransportReason.REQUEST_MALFORMED, "the bytes of the request are no such message");
      default -> incident(method, thrown);
    };
  }

  /// The status in place of one that a library made without details.
  Refusal refusal(String method, Status status) {
    Throwable cause = status.getCause();
    if (cause != null) {
      return refusal(method, cause);
    }
    String message = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case CANCELLED -> Statuses.of(TransportReason.CALL_CANCELLED, "the call was cancelled");
      case DEADLINE_EXCEEDED -> Statuses.of(TransportReason.DEADLINE_PASSED, "the deadline passed");
      case UNIMPLEMENTED -> Statuses.of(TransportReason.METHOD_UNKNOWN, message);
      // Only the health service says so by itself.
      case NOT_FOUND -> Statuses.of(TransportReason.SERVICE_UNKNOWN, message);
      case INVALID_ARGUMENT -> Statuses.of(TransportReason.REQUEST_MALFORMED, message);
      case RESOURCE_EXHAUSTED -> Statuses.of(TransportReason.REQUEST_TOO_LARGE, message);
      default -> incident(method, status.asRuntimeException());
    };
  }

  /// Takes note of what was thrown when the call had already ended, so that nobody is told. The
  /// interrupt of a caller who hung up breaks off what the call was reading, which is no fault.
  void late(String method, Throwable thrown) {
    switch (thrown) {
      case FailureException _,
          InterruptedException _,
          CancellationException _,
          StatusException _,
          StatusRuntimeException _,
          DatabaseException _,
          StorageFailure _ ->
          LOG.log(Level.DEBUG, () -> "after the end of " + method, thrown);
      default -> incident(method, thrown);
    }
  }

  /// Whether a status is one that [Statuses] made.
  static boolean leaves(Status status, @Nullable Metadata trailers) {
    return status.isOk() || (trailers != null && trailers.containsKey(DETAILS));
  }

  /// A reader that knows the object and the range throws failures of its own; these are the rest.
  private Refusal storage(String method, StorageFailure thrown) {
    String message = String.valueOf(thrown.getMessage());
    Map<String, String> object =
        thrown.objectKey().map(key -> Map.of("objectKey", key)).orElse(Map.of());
    return switch (thrown.kind()) {
      case UNAVAILABLE ->
          Statuses.of(new Failure.Unavailable(Reason.STORE_UNAVAILABLE, message, SOON));
      case CORRUPT -> Statuses.of(new Failure.DataLoss(Reason.OBJECT_CORRUPT, message, object));
      case NOT_FOUND -> Statuses.of(new Failure.DataLoss(Reason.OBJECT_MISSING, message, object));
      case OUT_OF_RANGE ->
          Statuses.of(new Failure.OutOfRange(Reason.SAMPLES_OUT_OF_RANGE, message));
      case FULL, DENIED, EXISTS, UNSUPPORTED -> incident(method, thrown);
    };
  }

  private Refusal incident(String method, Throwable thrown) {
    byte[] id = new byte[8];
    random.nextBytes(id);
    String incidentId = HexFormat.of().formatHex(id);
    LOG.log(Level.ERROR, "incident %s in %s".formatted(incidentId, method), thrown);
    return Statuses.incident(incidentId);
  }

  private static Failure databaseAway() {
    return new Failure.Unavailable(
        Reason.DATABASE_UNAVAILABLE, "the database cannot be reached now; try again", SOON);
  }

  private static Failure stopping() {
    return new Failure.Unavailable(
        Reason.SERVER_STOPPING, "the server is stopping; try again", SOON);
  }

  private static Metadata trailers(@Nullable Metadata trailers) {
    return trailers == null ? new Metadata() : trailers;
  }
}
