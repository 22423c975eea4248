package io.heimdall.server.chaos.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.WatchAcquisitionRequest;
import io.heimdall.v1.WatchAcquisitionResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Follows an acquisition to its end, on one server after another.
final class Watcher {

  private static final int LEAST_SECONDS = 4;
  private static final int MOST_SECONDS = 25;
  private static final int FRESH_ONE_IN = 8;
  private static final Duration WAIT_FOR_NODE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Caller caller;
  private final String acquisition;
  private final RandomGenerator random;
  private final WatchLog log;
  private boolean compacted;

  Watcher(Caller caller, String acquisition, RandomGenerator random) {
    this.caller = caller;
    this.acquisition = acquisition;
    this.random = random;
    this.log = new WatchLog(acquisition);
  }

  /// Watches until the end.
  ///
  /// @return what was told
  WatchLog follow(Instant giveUp) throws InterruptedException {
    while (!log.ended() && Instant.now().isBefore(giveUp)) {
      Optional<NodeChannels.Target> target = caller.channels().any(random, WAIT_FOR_NODE);
      if (target.isPresent()) {
        watch(target.get());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return log;
  }

  private void watch(NodeChannels.Target target) {
    var request = WatchAcquisitionRequest.newBuilder().setAcquisitionId(acquisition);
    boolean fresh = log.last() < 0 || compacted || random.nextInt(FRESH_ONE_IN) == 0;
    if (!fresh) {
      request.setAfterSequence(log.last());
    }
    compacted = false;
    log.begin(fresh);
    // A stream never lasts long: a stopped server neither answers nor hangs up.
    int seconds = random.nextInt(LEAST_SECONDS, MOST_SECONDS);
    try {
      Iterator<WatchAcquisitionResponse> events =
          AcquisitionServiceGrpc.newBlockingStub(target.channel())
              .withDeadlineAfter(seconds, TimeUnit.SECONDS)
              .watchAcquisition(request.build());
      while (events.hasNext()) {
        log.add(events.next().getEvent());
      }
      log.end();
      caller.history().reply("watch", acquisition, new Reply.Ok<>("", target.node()));
    } catch (StatusRuntimeException e) {
      failed(Reply.of(e), e);
    }
  }

  private void failed(Reply<Object> reply, StatusRuntimeException e) {
    caller.history().reply("watch", acquisition, reply);
    if (!(reply instanceof Reply.Failed<Object> failed)) {
      return;
    }
    if (failed.code() == Status.Code.OUT_OF_RANGE && failed.reason().equals("SEQUENCE_COMPACTED")) {
      compacted = true;
    } else if (failed.code() != Status.Code.RESOURCE_EXHAUSTED) {
      log.breach("a watch after event %d was refused: %s", log.last(), e.getStatus());
    }
  }
}
