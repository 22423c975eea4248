package io.heimdall.server.grpc.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.v1.Receiver;
import java.util.List;
import java.util.Set;

/// The fields of a receiver that an update changes. Each is changed as a whole.
///
/// @param paths names of fields
public record UpdateMask(List<String> paths) {
  private static final String FIELD = "update_mask";
  private static final Set<String> SETTABLE =
      Set.of(
          "name",
          "driver",
          "url",
          "location_name",
          "position",
          "active",
          "activate_when_proven",
          "min_frequency_hz",
          "max_frequency_hz",
          "frequency_offset_hz",
          "timeout_seconds",
          "country",
          "gain_db",
          "automatic_gain",
          "password",
          "retry_count");

  /// The fields a user may set.
  static Set<String> settable() {
    return SETTABLE;
  }

  /// Reads a mask.
  ///
  /// @param mask what came
  /// @return the mask
  /// @throws io.heimdall.server.failure.FailureException with UPDATE_MASK_INVALID
  public static UpdateMask of(FieldMask mask) {
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
    return new UpdateMask(mask.getPathsList());
  }

  /// The receiver with the fields of the mask taken from `changes`.
  ///
  /// @param changes holds the new values
  /// @param before the receiver as it is
  /// @return the receiver as it is to be
  public Receiver apply(Receiver changes, Receiver before) {
    Receiver.Builder merged = before.toBuilder();
    for (String path : paths) {
      FieldDescriptor field = Receiver.getDescriptor().findFieldByName(path);
      if (field.hasPresence() && !changes.hasField(field)) {
        merged.clearField(field);
      } else {
        merged.setField(field, changes.getField(field));
      }
    }
    if (paths.contains("active")) {
      merged.clearDeactivatedByChecks();
      if (!paths.contains("activate_when_proven")) {
        merged.clearActivateWhenProven();
      }
    }
    if (waits(merged)) {
      merged.setActive(false).clearDeactivatedByChecks();
    }
    if (paths.contains("position")) {
      merged.clearPositionFromReceiver();
    }
    keepOneGain(merged);
    return merged.build();
  }

  /// Who has a receiver wait for proof, and does not say that it is active, does not want it
  /// before.
  private boolean waits(Receiver.Builder merged) {
    return paths.contains("activate_when_proven")
        && !paths.contains("active")
        && merged.getActivateWhenProven();
  }

  /// Who sets one kind of gain wants the other no more.
  private void keepOneGain(Receiver.Builder merged) {
    boolean manual = paths.contains("gain_db");
    boolean automatic = paths.contains("automatic_gain");
    if (automatic && !manual && merged.getAutomaticGain()) {
      merged.clearGainDb();
    }
    if (manual && !automatic && merged.hasGainDb()) {
      merged.clearAutomaticGain();
    }
  }

  private static RuntimeException invalid(String sentence) {
    return new Failure.Invalid(Reason.UPDATE_MASK_INVALID, FIELD, sentence).exception();
  }
}
