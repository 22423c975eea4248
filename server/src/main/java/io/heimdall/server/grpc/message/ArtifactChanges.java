package io.heimdall.server.grpc.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.server.artifact.FileNames;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.UpdateArtifactRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What an update changes of an artifact: each field of its mask as a whole.
///
/// @param paths names of fields of ArtifactSpec
/// @param changes holds the new values
public record ArtifactChanges(List<String> paths, io.heimdall.v1.ArtifactSpec changes) {

  private static final String ARTIFACT = "artifact";

  /// A media type belongs to the bytes, and who may read them is changed by a call of its own.
  private static final Set<String> SETTABLE =
      Set.of("name", "title", "description", "labels", "tags", "derived_from", "version_retention");

  /// Reads an update.
  ///
  /// @param request the wire's
  /// @return what it changes
  /// @throws FailureException with UPDATE_MASK_INVALID
  public static ArtifactChanges of(UpdateArtifactRequest request) {
    FieldMask mask = request.getUpdateMask();
    if (mask.getPathsList().isEmpty()) {
      throw invalid("update_mask names no field; name those to change");
    }
    for (String path : mask.getPathsList()) {
      if (!SETTABLE.contains(path)) {
        throw invalid(
            "'%s' cannot be changed; %s can"
                .formatted(path, String.join(", ", SETTABLE.stream().sorted().toList())));
      }
    }
    return new ArtifactChanges(mask.getPathsList(), request.getArtifact());
  }

  /// The names of fields that can be changed.
  static Set<String> settable() {
    return SETTABLE;
  }

  /// Makes the changes.
  ///
  /// @param before what was said
  /// @param verify holds a message to the contract's limits
  /// @return what is said from now on
  /// @throws FailureException with FIELD_INVALID or NAME_INVALID
  public ArtifactSpec apply(ArtifactSpec before, Consumer<StartUploadRequest> verify) {
    io.heimdall.v1.ArtifactSpec said = ArtifactMessages.spec(before);
    var merged = said.toBuilder();
    for (String path : paths) {
      FieldDescriptor field = io.heimdall.v1.ArtifactSpec.getDescriptor().findFieldByName(path);
      if (field.hasPresence() && !changes.hasField(field)) {
        merged.clearField(field);
      } else {
        merged.setField(field, changes.getField(field));
      }
    }
    // The only request in which a whole spec has its limits.
    verify.accept(StartUploadRequest.newBuilder().setArtifact(merged).build());
    String name =
        paths.contains("name")
            ? FileNames.safe(ARTIFACT + ".name", merged.getName())
            : before.name();
    ArtifactSpec after =
        ArtifactMessages.spec(ARTIFACT, name, merged.build()).withVisibility(before.visibility());
    // The database writes the same notes with other spaces, and in another order.
    return merged.getLabels().equals(said.getLabels())
        ? after.withLabels(before.labelsJson())
        : after;
  }

  private static FailureException invalid(String sentence) {
    return new Failure.Invalid(Reason.UPDATE_MASK_INVALID, "update_mask", sentence).exception();
  }
}
