package io.heimdall.server.grpc.call;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.util.List;
import java.util.Map;

/// Refuses text with a character 0, which protobuf takes and PostgreSQL does not.
final class ZeroCharacters {
  private ZeroCharacters() {}

  static void refuse(Message message) {
    refuse("", message);
  }

  private static void refuse(String prefix, Message message) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      String path = prefix + field.getKey().getName();
      List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
      for (Object value : values) {
        switch (value) {
          case String text when text.indexOf('\0') >= 0 ->
              throw new Failure.Invalid(Reason.FIELD_INVALID, path, path + " holds a character 0")
                  .exception();
          case Message nested -> refuse(path + ".", nested);
          default -> {}
        }
      }
    }
  }
}
