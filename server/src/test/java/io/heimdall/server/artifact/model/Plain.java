package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.heimdall.v1.Artifact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Messages without what only the service can know: its etags, which are remembered, what it takes
/// in the store, and where its clock is not the model's its times.
final class Plain {

  private static final Set<String> LEFT_OUT =
      Set.of(
          "heimdall.v1.Artifact.etag",
          "heimdall.v1.Artifact.read_count",
          "heimdall.v1.Artifact.last_read_time",
          "heimdall.v1.ArtifactVersion.stored_bytes",
          "heimdall.v1.Upload.max_chunk_bytes",
          "heimdall.v1.Upload.preferred_chunk_bytes",
          "heimdall.v1.Upload.part_bytes");

  private final boolean exact;
  private final Map<String, String> etags = new HashMap<>();

  Plain(boolean exact) {
    this.exact = exact;
  }

  Object of(Object answer) {
    return switch (answer) {
      case Message message -> stripped(message);
      case List<?> list -> list.stream().map(this::of).toList();
      case ModelFinish.Finished(Artifact artifact, boolean unchanged) ->
          List.of(stripped(artifact), unchanged);
      default -> answer;
    };
  }

  private Message stripped(Message message) {
    if (message instanceof Artifact artifact && !artifact.getEtag().isEmpty()) {
      remember(artifact);
    }
    Message.Builder plain = message.toBuilder();
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (LEFT_OUT.contains(field.getFullName()) || (!exact && isTime(field))) {
        plain.clearField(field);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
        strip(plain, field);
      }
    }
    return plain.build();
  }

  private void strip(Message.Builder message, FieldDescriptor field) {
    if (field.isRepeated()) {
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        message.setRepeatedField(field, i, stripped((Message) message.getRepeatedField(field, i)));
      }
    } else {
      message.setField(field, stripped((Message) message.getField(field)));
    }
  }

  private static boolean isTime(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().equals(Timestamp.getDescriptor());
  }

  /// A revision has one etag, and no other has the same.
  private void remember(Artifact artifact) {
    String before =
        etags.putIfAbsent(key(artifact.getId(), artifact.getRevision()), artifact.getEtag());
    if (before != null) {
      assertThat(artifact.getEtag()).isEqualTo(before);
    }
    etag(artifact.getId(), artifact.getRevision() - 1)
        .ifPresent(earlier -> assertThat(artifact.getEtag()).isNotEqualTo(earlier));
  }

  Optional<String> etag(String id, int revision) {
    return Optional.ofNullable(etags.get(key(id, revision)));
  }

  private static String key(String id, int revision) {
    return id + " " + revision;
  }
}
