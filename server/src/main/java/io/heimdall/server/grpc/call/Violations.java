package io.heimdall.server.grpc.call;

import build.buf.protovalidate.Violation;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Tells what protovalidate found in the words of the contract.
final class Violations {
  private static final int VALUE_CHARS = 60;

  private Violations() {}

  /// All violations as one failure, its sentence about the first.
  static Failure.Invalid failure(List<Violation> found) {
    List<FieldViolation> violations = found.stream().map(Violations::violation).toList();
    FieldViolation first = violations.getFirst();
    String more = violations.size() > 1 ? " (and %d more)".formatted(violations.size() - 1) : "";
    String sentence = first.field() + ": " + first.description() + more;
    return new Failure.Invalid(Reason.FIELD_INVALID, sentence, violations, Map.of());
  }

  private static FieldViolation violation(Violation violation) {
    var proto = violation.toProto();
    var path = new StringBuilder();
    for (FieldPathElement element : proto.getField().getElementsList()) {
      path.append(path.isEmpty() ? "" : ".").append(element.getFieldName());
      path.append(subscript(element));
    }
    return new FieldViolation(path.toString(), proto.getMessage() + was(violation));
  }

  private static String subscript(FieldPathElement element) {
    return switch (element.getSubscriptCase()) {
      case INDEX -> "[" + element.getIndex() + "]";
      case STRING_KEY -> "[\"" + element.getStringKey() + "\"]";
      case BOOL_KEY -> "[" + element.getBoolKey() + "]";
      case INT_KEY -> "[" + element.getIntKey() + "]";
      case UINT_KEY -> "[" + Long.toUnsignedString(element.getUintKey()) + "]";
      case SUBSCRIPT_NOT_SET -> "";
    };
  }

  /// What came, where that can be said in a few characters and is no secret.
  private static String was(Violation violation) {
    Violation.FieldValue field = violation.getFieldValue();
    if (field == null || field.getDescriptor().getOptions().getDebugRedact()) {
      return "";
    }
    Object value = field.getValue();
    if (value instanceof Duration duration) {
      return ", was " + seconds(duration);
    }
    if (value instanceof Message
        || value instanceof Collection<?>
        || value instanceof Map<?, ?>
        || value instanceof ByteString) {
      return "";
    }
    String text = String.valueOf(value);
    return ", was "
        + (text.length() <= VALUE_CHARS ? text : text.substring(0, VALUE_CHARS - 1) + "…");
  }

  /// As the constraint's own sentence writes durations.
  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }
}
