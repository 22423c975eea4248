package io.heimdall.server.chaos.client;

import io.grpc.Channel;
import io.heimdall.server.chaos.cluster.CountingReceiver;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.CancelAcquisitionRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.SegmentStored;
import io.heimdall.v1.StartAcquisitionRequest;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Sees one job through: starts it, follows it from two places, cancels some, and reads what was
/// told to be stored. Run by one thread.
final class Errand {

  private static final long DEADLINE_SECONDS = 8;
  private static final double CANCELLED = 0.12;
  private static final double ASKED_TWICE = 0.3;
  private static final double READ_EARLY = 0.25;
  private static final int MOST_CANCEL_MILLIS = 20_000;

  private final Job job;
  private final Caller caller;
  private final SplittableRandom random;
  private final ExecutorService threads;
  private final Instant giveUp;

  Errand(Job job, Caller caller, SplittableRandom random, ExecutorService threads, Instant giveUp) {
    this.job = job;
    this.caller = caller;
    this.random = random;
    this.threads = threads;
    this.giveUp = giveUp;
  }

  /// Runs to the end of the acquisition.
  void run() throws InterruptedException {
    start();
    if (job.acquisition().isEmpty()) {
      return;
    }
    String id = job.acquisition().get();
    Future<WatchLog> one = follow(id);
    Future<WatchLog> other = follow(id);
    if (random.nextDouble() < ASKED_TWICE) {
      start();
    }
    if (random.nextDouble() < CANCELLED) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_CANCEL_MILLIS)));
      cancel(id);
    }
    job.watches().add(awaited(one));
    job.watches().add(awaited(other));
    readSome();
  }

  private void start() throws InterruptedException {
    var request =
        StartAcquisitionRequest.newBuilder()
            .setRequestId(job.requestId().toString())
            .setPlan(job.plan())
            .build();
    Reply<String> reply =
        caller.insist(
            "start",
            job.acquisition().orElse(""),
            random,
            channel -> stub(channel).startAcquisition(request).getAcquisition().getAcquisitionId());
    switch (reply) {
      case Reply.Ok<String> ok -> job.acknowledged(ok.value());
      case Reply.Failed<String> failed -> refused(failed);
      case Reply.Unknown<String> _ -> {}
    }
  }

  private void refused(Reply.Failed<String> failed) {
    boolean late = failed.reason().equals("START_TIME_INVALID") && job.acquisition().isEmpty();
    if (!late) {
      job.breach(
          "request %s was refused: %s %s %s",
          job.requestId(), failed.code(), failed.reason(), failed.message());
    }
  }

  private void cancel(String id) throws InterruptedException {
    job.cancelSent();
    var request = CancelAcquisitionRequest.newBuilder().setAcquisitionId(id).build();
    Reply<?> reply =
        caller.insist("cancel", id, random, channel -> stub(channel).cancelAcquisition(request));
    if (reply instanceof Reply.Failed<?> failed) {
      job.breach("a cancel of %s was refused: %s %s", id, failed.code(), failed.reason());
    }
  }

  private void readSome() throws InterruptedException {
    for (AcquisitionEvent event : job.watches().getFirst().events()) {
      if (event.hasSegmentStored() && random.nextDouble() < READ_EARLY) {
        read(event.getSegmentStored());
      }
    }
  }

  private void read(SegmentStored told) throws InterruptedException {
    CountingReceiver receiver = job.receivers().get(told.getReceiverId());
    if (receiver == null) {
      job.breach("a segment of receiver %d, which was not asked", told.getReceiverId());
      return;
    }
    var request =
        ReadIqRequest.newBuilder()
            .setAcquisitionId(job.acquisition().orElseThrow())
            .setReceiverId(told.getReceiverId())
            .setHop(told.getHop())
            .setFirstSample(told.getFirstSample())
            .setSampleCount(told.getSampleCount())
            .build();
    Reply<SampleReader.Read> reply =
        caller.insist(
            "read",
            request.getAcquisitionId(),
            random,
            channel -> SampleReader.read(channel, request, receiver.clock()));
    switch (reply) {
      case Reply.Ok<SampleReader.Read> ok ->
          job.reads()
              .add(
                  new Job.EarlyRead(
                      told.getReceiverId(),
                      told.getHop(),
                      told.getFirstSample(),
                      told.getSampleCount(),
                      ok.value()));
      case Reply.Failed<SampleReader.Read> failed ->
          job.breach(
              "%s of %s, which is stored, cannot be read: %s %s",
              told.getObjectKey(), request.getAcquisitionId(), failed.code(), failed.message());
      case Reply.Unknown<SampleReader.Read> _ -> {}
    }
  }

  private Future<WatchLog> follow(String id) {
    var watcher = new Watcher(caller, id, random.split());
    return threads.submit(() -> watcher.follow(giveUp));
  }

  private static WatchLog awaited(Future<WatchLog> watch) throws InterruptedException {
    try {
      return watch.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a watcher failed", e.getCause());
    }
  }

  private static AcquisitionServiceGrpc.AcquisitionServiceBlockingStub stub(Channel channel) {
    return AcquisitionServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
