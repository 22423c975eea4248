package io.heimdall.server.grpc.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.server.artifact.ArtifactHistory;
import io.heimdall.v1.ArtifactDifference;
import io.heimdall.v1.ArtifactRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What artifacts were, on the wire.
public final class ArtifactHistoryMessages {

  /// What every change moves, and what is no part of a state.
  private static final Set<String> LEFT_OUT =
      Set.of("id", "revision", "etag", "update_time", "access");

  private static final String LABELS = "labels";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames();

  private ArtifactHistoryMessages() {}

  /// A state of an artifact.
  ///
  /// @param past the domain's
  /// @return the wire's
  public static ArtifactRevision of(ArtifactHistory.Past past) {
    return ArtifactRevision.newBuilder()
        .setArtifact(ArtifactMessages.message(past.artifact()))
        .setChangedBy(past.changedBy())
        .setChange(past.change())
        .build();
  }

  /// The fields in which two states differ, in the order of Artifact, labels one by one.
  ///
  /// @param two both
  /// @return the wire's
  public static List<ArtifactDifference> differences(ArtifactHistory.Two two) {
    JsonNode before = json(two.before());
    JsonNode after = json(two.after());
    List<ArtifactDifference> differences = new ArrayList<>();
    for (FieldDescriptor field : io.heimdall.v1.Artifact.getDescriptor().getFields()) {
      String name = field.getName();
      if (name.equals(LABELS)) {
        addLabels(differences, labels(two.before()), labels(two.after()));
      } else if (!LEFT_OUT.contains(name)) {
        add(differences, name, before.path(name), after.path(name));
      }
    }
    return differences;
  }

  private static void addLabels(
      List<ArtifactDifference> differences, JsonNode before, JsonNode after) {
    var names = new TreeSet<String>(before.propertyNames());
    names.addAll(after.propertyNames());
    for (String name : names) {
      add(differences, LABELS + "." + name, before.path(name), after.path(name));
    }
  }

  private static void add(
      List<ArtifactDifference> differences, String field, JsonNode before, JsonNode after) {
    if (!before.equals(after)) {
      differences.add(
          ArtifactDifference.newBuilder()
              .setField(field)
              .setBefore(text(before))
              .setAfter(text(after))
              .build());
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "" : JSON.writeValueAsString(value);
  }

  /// As they are kept, which has numbers as they were written.
  private static JsonNode labels(Artifact artifact) {
    return JSON.readTree(artifact.spec().labelsJson());
  }

  private static JsonNode json(Artifact artifact) {
    try {
      return JSON.readTree(PRINTER.print(ArtifactMessages.message(artifact).clearLabels()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message without Any is always printed", e);
    }
  }
}
