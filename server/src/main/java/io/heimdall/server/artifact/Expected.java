package io.heimdall.server.artifact;

import io.heimdall.db.artifact.Artifact;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.util.Map;
import java.util.OptionalLong;

/// What a caller takes an artifact to be.
final class Expected {

  private Expected() {}

  /// Refuses a change of what the caller has not seen.
  ///
  /// @param artifact the artifact, locked
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @throws FailureException with ETAG_MISMATCH
  static void revision(Artifact artifact, OptionalLong revision) {
    if (revision.isPresent() && revision.getAsLong() != artifact.revision()) {
      throw new Failure.Aborted(
              Reason.ETAG_MISMATCH,
              "artifact %s has changed since it was read; read it again and repeat"
                  .formatted(artifact.id()),
              Map.of("artifactId", artifact.id().toString()))
          .exception();
    }
  }
}
