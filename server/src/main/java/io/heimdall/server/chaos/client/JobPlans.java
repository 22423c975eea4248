package io.heimdall.server.chaos.client;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.heimdall.server.chaos.cluster.CountingReceiver;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.RetryPolicy;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What clients ask for: short and long, now and later, one frequency and several.
final class JobPlans {

  private static final int LEAST_MILLIS = 2_000;
  private static final int MOST_MILLIS = 40_000;
  private static final int SHORT_HOP_MILLIS = 8_000;
  private static final int LEAST_AHEAD_SECONDS = 14;
  private static final int MOST_AHEAD_SECONDS = 35;
  private static final double SCHEDULED = 0.25;
  private static final double HOPPING = 0.2;
  private static final int RETRIES = 20;
  private static final long LEAST_HZ = 1_000_000;
  private static final long MOST_HZ = 20_000_000;

  private JobPlans() {}

  /// Makes a job.
  static Job next(RandomGenerator random, Map<Integer, CountingReceiver> receivers, int longest) {
    int mostMillis = Math.min(MOST_MILLIS, longest);
    boolean hopping = random.nextDouble() < HOPPING;
    int millis =
        random.nextInt(LEAST_MILLIS, hopping ? Math.min(SHORT_HOP_MILLIS, mostMillis) : mostMillis);
    var plan =
        AcquisitionPlan.newBuilder()
            .setDuration(
                Duration.newBuilder().setSeconds(millis / 1000).setNanos(millis % 1000 * 1_000_000))
            .addAllReceiverIds(receivers.keySet().stream().sorted().toList())
            .putLabels("chaos", "true")
            .setRetry(
                RetryPolicy.newBuilder()
                    .setMaxRetries(RETRIES)
                    .setFirstPause(Duration.newBuilder().setNanos(500_000_000)));
    int hops = hopping ? random.nextInt(2, 4) : 1;
    for (int hop = 0; hop < hops; hop++) {
      plan.addCenterFrequenciesHz(random.nextLong(LEAST_HZ, MOST_HZ));
    }
    if (random.nextDouble() < SCHEDULED) {
      int most = Math.min(MOST_AHEAD_SECONDS, LEAST_AHEAD_SECONDS + longest / 2_000);
      int ahead = random.nextInt(LEAST_AHEAD_SECONDS, most);
      Instant start = Instant.now().plusSeconds(ahead).plusMillis(random.nextInt(1000));
      plan.setStartTime(
          Timestamp.newBuilder()
              .setSeconds(start.getEpochSecond())
              .setNanos(start.getNano() / 1000 * 1000));
    }
    var requestId = new UUID(random.nextLong(), random.nextLong());
    return new Job(requestId, plan.build(), receivers);
  }
}
