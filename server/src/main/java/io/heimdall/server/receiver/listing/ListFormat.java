package io.heimdall.server.receiver.listing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;

/// How a document lists receivers.
public enum ListFormat {
  /// A JSON array of objects.
  JSON,
  /// CSV whose first line names the columns.
  CSV,
  /// The page of the public KiwiSDR directory, or the script made of it.
  KIWI_DIRECTORY;

  private static final String FIELD = "document";
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /// Reads a document.
  ///
  /// @param document its text
  /// @return what it holds
  /// @throws FailureException with IMPORT_INVALID, which names the place
  public ReceiverList read(String document) {
    return switch (this) {
      case JSON -> JsonList.read(document);
      case CSV -> CsvList.read(document);
      case KIWI_DIRECTORY -> KiwiDirectory.read(document);
    };
  }

  /// Tells what a document is from its beginning.
  ///
  /// @param document its text
  /// @return the format; CSV where it is none of the others
  public static ListFormat of(String document) {
    String text = document.stripLeading();
    if (text.startsWith("[") || text.startsWith("{")) {
      return JSON;
    }
    return text.startsWith("<") || KiwiDirectory.isScript(text) ? KIWI_DIRECTORY : CSV;
  }

  /// Reads the text of a document.
  ///
  /// @param document its bytes
  /// @return the text without a byte order mark
  /// @throws FailureException with IMPORT_INVALID where it is not UTF-8
  public static String text(ByteBuffer document) {
    try {
      String text = UTF_8.newDecoder().decode(document).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw unreadable("the document is not text in UTF-8");
    }
  }

  /// A document that cannot be read.
  static FailureException unreadable(String sentence) {
    return new Failure.Invalid(Reason.IMPORT_INVALID, FIELD, sentence).exception();
  }

  /// An entry that cannot be added, which keeps all others out too.
  ///
  /// @param entry the entry
  /// @return the refusal
  public static FailureException invalid(LeftOut entry) {
    String who = entry.name().isEmpty() ? "" : " (" + entry.name() + ")";
    String sentence =
        "nothing was added: the entry at %d%s cannot be: %s; correct it, or have such entries left out"
            .formatted(entry.place(), who, entry.message());
    return new Failure.Invalid(
            Reason.IMPORT_INVALID,
            sentence,
            List.of(new FieldViolation(FIELD, sentence)),
            Map.of("place", Integer.toString(entry.place())))
        .exception();
  }
}
