package io.heimdall.server.artifact.model;

import static io.heimdall.server.artifact.model.ModelArtifact.READ;
import static io.heimdall.server.artifact.model.ModelArtifact.WRITE;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// What the service is to say of what artifacts were.
final class ModelHistory {

  private static final Set<String> MOVED_BY_EVERY_CHANGE =
      Set.of("id", "revision", "etag", "update_time", "access");

  private final ReferenceModel model;

  ModelHistory(ReferenceModel model) {
    this.model = model;
  }

  List<ArtifactVersion> versions(Person caller, String id) {
    return List.copyOf(model.find(caller, id, READ).versions.descendingMap().values());
  }

  List<ArtifactRevision> revisions(Person caller, String id) {
    return model.find(caller, id, WRITE).revisions.reversed();
  }

  /// The names of fields that differ.
  List<String> differences(Person caller, String id, int from, int to) {
    ModelArtifact found = model.find(caller, id, WRITE);
    Artifact before = revision(found, from);
    Artifact after = to == 0 ? found.now : revision(found, to);
    List<String> names = new ArrayList<>();
    for (FieldDescriptor field : Artifact.getDescriptor().getFields()) {
      if (field.getName().equals("labels")) {
        var labels = new TreeSet<String>(before.getLabels().getFieldsMap().keySet());
        labels.addAll(after.getLabels().getFieldsMap().keySet());
        labels.stream()
            .filter(label ->
                !Objects.equals(
                    before.getLabels().getFieldsMap().get(label),
                    after.getLabels().getFieldsMap().get(label)))
            .forEach(label -> names.add("labels." + label));
      } else if (!MOVED_BY_EVERY_CHANGE.contains(field.getName())
          && !before.getField(field).equals(after.getField(field))) {
        names.add(field.getName());
      }
    }
    return names;
  }

  private static Artifact revision(ModelArtifact of, int revision) {
    if (revision > of.revisions.size()) {
      throw Refusal.NO_REVISION.exception();
    }
    return of.revisions.get(revision - 1).getArtifact();
  }

  ArtifactVersion version(Person caller, String id, int version) {
    ModelArtifact found = model.find(caller, id);
    ArtifactVersion wanted = found.versions.get(version == 0 ? found.now.getVersion() : version);
    if (wanted == null) {
      throw Refusal.NO_VERSION.exception();
    }
    return wanted;
  }
}
