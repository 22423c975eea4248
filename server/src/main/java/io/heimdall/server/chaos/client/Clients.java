package io.heimdall.server.chaos.client;

import io.heimdall.server.chaos.cluster.CountingReceiver;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// All clients. Each acquisition has its receivers for itself, since a server listens to a receiver
/// once.
public final class Clients implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Clients.class.getName());
  private static final int MOST_RECEIVERS = 3;
  private static final int LONGEST_PAUSE_MILLIS = 1_500;

  private final Caller caller;
  private final SplittableRandom random;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Integer, CountingReceiver> receivers = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();

  // Guarded by lock.
  private final Deque<Integer> free = new ArrayDeque<>();
  private final List<Job> jobs = new ArrayList<>();
  private int running;

  /// Makes clients that have not asked for anything yet.
  ///
  /// @param caller calls for them
  /// @param seed decides what they ask for
  public Clients(Caller caller, long seed) {
    this.caller = caller;
    this.random = new SplittableRandom(seed);
  }

  /// Registers the receivers.
  ///
  /// @param known the receivers of the simulator
  /// @throws InterruptedException when the calling thread is interrupted
  public void register(List<CountingReceiver> known) throws InterruptedException {
    for (CountingReceiver receiver : known) {
      var request =
          CreateReceiverRequest.newBuilder()
              .setReceiver(
                  Receiver.newBuilder()
                      .setName("Counter " + receiver.simulatedId())
                      .setDriver(receiver.driver())
                      .setUrl(receiver.url())
                      .setTimeoutSeconds(5))
              .build();
      Reply<Integer> reply =
          caller.once(
              "create receiver",
              "",
              random,
              channel ->
                  ReceiverServiceGrpc.newBlockingStub(channel)
                      .createReceiver(request)
                      .getReceiver()
                      .getReceiverId());
      if (!(reply instanceof Reply.Ok<Integer> ok)) {
        throw new IllegalStateException("a receiver cannot be registered: " + reply);
      }
      receivers.put(ok.value(), receiver);
      free.add(ok.value());
    }
  }

  /// Starts acquisitions until a time, as receivers become free.
  ///
  /// @param until when the last one is started
  /// @param giveUp when nobody waits any more
  /// @param longest the longest duration to ask for
  /// @throws InterruptedException when the calling thread is interrupted
  public void work(Instant until, Instant giveUp, Duration longest) throws InterruptedException {
    while (Instant.now().isBefore(until)) {
      Map<Integer, CountingReceiver> taken = take(1 + random.nextInt(MOST_RECEIVERS), until);
      if (taken.isEmpty()) {
        return;
      }
      Job job = JobPlans.next(random, taken, (int) longest.toMillis());
      lock.lock();
      try {
        jobs.add(job);
        running++;
      } finally {
        lock.unlock();
      }
      var errand = new Errand(job, caller, random.split(), threads, giveUp);
      threads.execute(() -> see(job, errand));
      pause(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
    }
  }

  /// Waits until all jobs have ended.
  ///
  /// @param limit when nobody waits any more
  /// @return whether they all have
  /// @throws InterruptedException when the waiting thread is interrupted
  public boolean awaitAll(Instant limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = Duration.between(Instant.now(), limit).toNanos();
      while (running > 0 && left > 0) {
        left = returned.awaitNanos(left);
      }
      return running == 0;
    } finally {
      lock.unlock();
    }
  }

  /// What was asked for.
  ///
  /// @return the jobs in the order of their starts
  public List<Job> jobs() {
    lock.lock();
    try {
      return List.copyOf(jobs);
    } finally {
      lock.unlock();
    }
  }

  private void see(Job job, Errand errand) {
    try {
      errand.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a client failed", e);
      job.breach("the client of request %s failed: %s", job.requestId(), e);
    } finally {
      giveBack(job);
    }
  }

  private void giveBack(Job job) {
    lock.lock();
    try {
      free.addAll(job.receivers().keySet());
      running--;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Map<Integer, CountingReceiver> take(int count, Instant until)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = Duration.between(Instant.now(), until).toNanos();
      while (free.size() < count && left > 0) {
        left = returned.awaitNanos(left);
      }
      var taken = new TreeMap<Integer, CountingReceiver>();
      for (int n = 0; n < count && free.size() > 0 && left > 0; n++) {
        int id = free.remove();
        CountingReceiver receiver = receivers.get(id);
        if (receiver != null) {
          taken.put(id, receiver);
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = time.toNanos();
      while (left > 0) {
        left = returned.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends all clients.
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "some clients do not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
