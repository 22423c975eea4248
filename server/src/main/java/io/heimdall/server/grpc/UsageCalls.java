package io.heimdall.server.grpc;

import io.heimdall.server.artifact.usage.UsageReports;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.message.UsageMessages;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;

/// The call that tells how the store of artifacts is used.
final class UsageCalls {

  private final UsageReports reports;

  UsageCalls(UsageReports reports) {
    this.reports = reports;
  }

  GetArtifactUsageResponse get(GetArtifactUsageRequest request) {
    return UsageMessages.of(reports.of(Callers.current(), UsageMessages.question(request)));
  }
}
