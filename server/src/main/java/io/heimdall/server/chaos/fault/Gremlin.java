package io.heimdall.server.chaos.fault;

import io.heimdall.server.chaos.client.History;
import io.heimdall.server.chaos.cluster.Cluster;
import io.heimdall.server.chaos.cluster.Link;
import io.heimdall.server.chaos.cluster.Node;
import io.heimdall.server.chaos.proxy.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Brings faults about, several at a time, and undoes each when its time is over.
public final class Gremlin implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Gremlin.class.getName());
  private static final Duration DELAY = Duration.ofMillis(150);
  private static final long THIN_BYTES_PER_SECOND = 30_000;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final History history;
  private final Consumer<Integer> whenPaused;
  private final Afflictions afflictions;
  private final ConcurrentLinkedQueue<Happened> happened = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);

  /// Makes a gremlin that has done nothing yet.
  ///
  /// @param cluster what suffers
  /// @param history told of every fault
  /// @param whenPaused told of every server that is stopped past its lease
  public Gremlin(Cluster cluster, History history, Consumer<Integer> whenPaused) {
    this.cluster = cluster;
    this.history = history;
    this.whenPaused = whenPaused;
    this.afflictions = new Afflictions(cluster.nodes().size());
  }

  /// Brings faults about until a time.
  ///
  /// @param schedule which
  /// @param until when the last one may begin
  /// @throws InterruptedException when the calling thread is interrupted
  public void work(FaultSchedule schedule, Instant until) throws InterruptedException {
    while (true) {
      Fault fault = schedule.next();
      if (Instant.now().plus(fault.after()).isAfter(until)) {
        return;
      }
      pause(fault.after());
      if (afflictions.take(fault)) {
        threads.execute(() -> bringAbout(fault));
      } else {
        history.add("fault skipped", Map.of("fault", fault.toString()));
      }
    }
  }

  private void bringAbout(Fault fault) {
    Instant from = Instant.now();
    history.add("fault", Map.of("fault", fault.toString()));
    try {
      apply(fault);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "a fault could not be brought about: " + fault, e);
      history.add("fault failed", Map.of("fault", fault.toString(), "why", e.toString()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      happened.add(new Happened(fault, from, Instant.now()));
      afflictions.release(fault);
      history.add("fault over", Map.of("fault", fault.toString()));
    }
  }

  private void apply(Fault fault) throws IOException, InterruptedException {
    Node node = cluster.nodes().get(fault.node() - 1);
    switch (fault.kind()) {
      case KILL -> node.kill(fault.lasts());
      case TERMINATE -> node.terminate(fault.lasts());
      case PAUSE, HICCUP -> halt(node, fault);
      case FAILPOINT -> {
        node.armNext(fault.failpoint());
        node.kill(fault.lasts());
      }
      case CUT_DATABASE -> hold(node, Link.DATABASE, new Traffic.Cut(), fault);
      case DELAY_DATABASE -> hold(node, Link.DATABASE, new Traffic.Delayed(DELAY), fault);
      case STALL_DATABASE -> hold(node, Link.DATABASE, new Traffic.Stalled(), fault);
      case CUT_STORE -> hold(node, Link.STORE, new Traffic.Cut(), fault);
      case DELAY_STORE -> hold(node, Link.STORE, new Traffic.Delayed(DELAY), fault);
      case STALL_STORE -> hold(node, Link.STORE, new Traffic.Stalled(), fault);
      case CUT_RECEIVERS -> hold(node, Link.RECEIVERS, new Traffic.Cut(), fault);
      case DELAY_RECEIVERS -> hold(node, Link.RECEIVERS, new Traffic.Delayed(DELAY), fault);
      case STALL_RECEIVERS -> hold(node, Link.RECEIVERS, new Traffic.Stalled(), fault);
      case THROTTLE_RECEIVERS ->
          hold(node, Link.RECEIVERS, new Traffic.Throttled(THIN_BYTES_PER_SECOND), fault);
      case RESTART_DATABASE -> {
        cluster.database().stop();
        pause(fault.lasts());
        cluster.database().restart();
      }
      case CRASH_DATABASE -> {
        cluster.database().crash();
        pause(fault.lasts());
        cluster.database().restart();
      }
      case KILL_STORE -> {
        cluster.store().kill();
        pause(fault.lasts());
        cluster.store().restart();
      }
    }
    if (fault.kind().scope() == FaultKind.Scope.PROCESS) {
      awaitServing(node, fault);
    }
  }

  private void halt(Node node, Fault fault) throws IOException, InterruptedException {
    if (fault.kind() == FaultKind.PAUSE) {
      whenPaused.accept(node.number());
    }
    node.pause();
    try {
      pause(fault.lasts());
    } finally {
      node.proceed();
    }
  }

  private void hold(Node node, Link link, Traffic traffic, Fault fault)
      throws InterruptedException {
    node.links().set(link, traffic);
    try {
      pause(fault.lasts());
    } finally {
      node.links().set(link, Traffic.OPEN);
    }
  }

  /// A server that is down counts as suffering until it serves again.
  private static void awaitServing(Node node, Fault fault) throws InterruptedException {
    if (!node.awaitServing(LONGEST)) {
      LOG.log(
          System.Logger.Level.WARNING, "node {0} does not serve after {1}", node.number(), fault);
    }
  }

  /// Waits; once it is all over, not any more.
  private void pause(Duration time) throws InterruptedException {
    var _ = over.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Ends all faults, and waits until everything is whole again.
  public void makeWhole() {
    over.countDown();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(2 * LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.ERROR, "some faults do not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    cluster.nodes().forEach(node -> node.links().heal());
  }

  @Override
  public void close() {
    makeWhole();
  }

  /// What has happened so far.
  ///
  /// @return the faults that are over, in the order in which they ended
  public List<Happened> happened() {
    return List.copyOf(happened);
  }
}
