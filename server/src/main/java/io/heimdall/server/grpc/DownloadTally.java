package io.heimdall.server.grpc;

import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.server.artifact.usage.TransferMeter;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.security.Caller;
import java.util.UUID;

/// Counts what one download sends.
final class DownloadTally {

  private final UsageCounts counts;
  private final UUID artifactId;
  private final TransferMeter meter;

  /// @param counts where it is counted
  /// @param caller who downloads
  /// @param version what
  DownloadTally(UsageCounts counts, Caller caller, ArtifactVersion version) {
    this.counts = counts;
    this.artifactId = version.file().artifactId();
    this.meter = counts.download(caller.name(), version.contentType());
  }

  void sent(long bytes) {
    meter.moved(bytes);
  }

  /// Everything that was asked for was sent.
  void finished() {
    meter.finished();
    counts.read(artifactId);
  }
}
