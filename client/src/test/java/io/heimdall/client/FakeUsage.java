package io.heimdall.client;

import com.google.protobuf.Timestamp;
import io.heimdall.v1.ArtifactAmount;
import io.heimdall.v1.ArtifactCalls;
import io.heimdall.v1.ArtifactFailures;
import io.heimdall.v1.ArtifactTraffic;
import io.heimdall.v1.ArtifactTypeAmount;
import io.heimdall.v1.ArtifactTypeTraffic;
import io.heimdall.v1.ArtifactUsageDay;
import io.heimdall.v1.ArtifactUserUsage;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;

/// The same usage whenever it is asked for.
final class FakeUsage {

  private static final Timestamp DAY = Timestamp.newBuilder().setSeconds(1_763_683_200).build();

  private FakeUsage() {}

  static GetArtifactUsageResponse of(GetArtifactUsageRequest request) {
    var traffic = ArtifactTraffic.newBuilder();
    traffic
        .getUploadsBuilder()
        .setCount(2)
        .setBytes(4 << 20)
        .getTimeBuilder()
        .setNanos(500_000_000);
    traffic.getDownloadsBuilder().setCount(1).setBytes(100);
    var amount =
        ArtifactAmount.newBuilder()
            .setArtifactCount(2)
            .setVersionCount(3)
            .setContentBytes(4 << 20)
            .setStoredBytes(2 << 20);
    var usage =
        GetArtifactUsageResponse.newBuilder()
            .setUser(request.getEverybody() ? "" : "local")
            .setStartTime(DAY)
            .setEndTime(DAY.toBuilder().setSeconds(DAY.getSeconds() + 86_400))
            .setTraffic(traffic)
            .addContentTypes(
                ArtifactTypeTraffic.newBuilder().setContentType("audio/wav").setTraffic(traffic))
            .addDays(
                ArtifactUsageDay.newBuilder()
                    .setStartTime(DAY)
                    .setTraffic(traffic)
                    .setCallCount(9)
                    .setFailureCount(2))
            .addCalls(ArtifactCalls.newBuilder().setMethod("GetArtifact").setCount(4))
            .addCalls(
                ArtifactCalls.newBuilder()
                    .setMethod("WriteUpload")
                    .setCount(5)
                    .setFailureCount(2)
                    .addFailures(
                        ArtifactFailures.newBuilder().setReason("CHECKSUM_MISMATCH").setCount(2)));
    usage
        .getHoldingsBuilder()
        .setKept(amount)
        .addContentTypes(
            ArtifactTypeAmount.newBuilder().setContentType("audio/wav").setAmount(amount))
        .setOpenUploadCount(1)
        .setOpenUploadBytes(8 << 20);
    if (request.getEverybody()) {
      usage.addUsers(
          ArtifactUserUsage.newBuilder()
              .setUser("ann")
              .setKept(amount)
              .setTraffic(traffic)
              .setCallCount(9)
              .setFailureCount(2));
      usage.addUsers(ArtifactUserUsage.newBuilder());
    }
    return usage.build();
  }
}
