package io.heimdall.server.chaos.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One `heimdall serve` in a process of its own, started again whenever it has ended. Safe for any
/// number of threads.
public final class Node implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Node.class.getName());
  private static final Pattern GREETING =
      Pattern.compile("gRPC 127\\.0\\.0\\.1:(\\d+), token in .*");
  private static final Duration BETWEEN_STARTS = Duration.ofMillis(500);
  private static final Duration STOP_BOUND = Duration.ofSeconds(90);

  private final int number;
  private final Launch launch;
  private final NodeLinks links;
  private final Consumer<Ended> whenEnded;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread keeper;

  // Guarded by lock.
  private @Nullable Process process;
  private @Nullable NodeAddress address;
  private Optional<String> failpoint = Optional.empty();
  private Duration downtime = BETWEEN_STARTS;
  private boolean wanted = true;
  private boolean paused;

  /// How a server is started.
  ///
  /// @param directory its own directory; the data are in `data`, what it logs in `log`
  /// @param jvmFlags flags of its JVM
  /// @param settings its configuration
  record Launch(Path directory, List<String> jvmFlags, Map<String, String> settings) {}

  /// A process has ended.
  ///
  /// @param node the number of its server
  /// @param at when
  /// @param exitCode how
  /// @param served whether it had begun to serve
  public record Ended(int node, Instant at, int exitCode, boolean served) {}

  /// Starts the server and keeps it running.
  ///
  /// @param number its number, from 1
  /// @param launch how it is started
  /// @param links the proxies it goes through
  /// @param whenEnded told of every end of its process
  Node(int number, Launch launch, NodeLinks links, Consumer<Ended> whenEnded) {
    this.number = number;
    this.launch = launch;
    this.links = links;
    this.whenEnded = whenEnded;
    this.keeper = Thread.ofVirtual().name("node-" + number).start(this::keep);
  }

  /// Its number.
  ///
  /// @return from 1
  public int number() {
    return number;
  }

  /// The proxies it goes through.
  ///
  /// @return its links
  public NodeLinks links() {
    return links;
  }

  /// Where its data are.
  ///
  /// @return the directory of its installation
  public Path data() {
    return launch.directory().resolve("data");
  }

  /// Where it serves now.
  ///
  /// @return empty while it does not, or is stopped
  public Optional<NodeAddress> address() {
    return locked(() -> paused ? Optional.empty() : Optional.ofNullable(address));
  }

  /// Its process.
  ///
  /// @return empty between two
  public Optional<ProcessHandle> process() {
    return locked(() -> Optional.ofNullable(process).map(Process::toHandle));
  }

  /// Waits until it serves.
  ///
  /// @param limit how long at most
  /// @return whether it does
  /// @throws InterruptedException when the waiting thread is interrupted
  public boolean awaitServing(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (address == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return address != null;
    } finally {
      lock.unlock();
    }
  }

  /// Kills its process, as a loss of power would.
  ///
  /// @param down how long until it is started again
  /// @throws IOException when it cannot be
  public void kill(Duration down) throws IOException {
    end("KILL", down);
  }

  /// Asks its process to end.
  ///
  /// @param down how long after its end it is started again
  /// @throws IOException when it cannot be
  public void terminate(Duration down) throws IOException {
    end("TERM", down);
  }

  /// Lets the next process of it end by itself at a named place.
  ///
  /// @param place the value of `HEIMDALL_FAILPOINT`
  public void armNext(String place) {
    locked(() -> failpoint = Optional.of(place));
  }

  /// Stops its process without ending it.
  ///
  /// @throws IOException when it cannot be
  public void pause() throws IOException {
    locked(() -> paused = true);
    signal("STOP");
  }

  /// Lets it go on.
  ///
  /// @throws IOException when it cannot be
  public void proceed() throws IOException {
    signal("CONT");
    locked(() -> paused = false);
  }

  /// Ends its process, by force where it takes too long, and starts no other.
  @Override
  public void close() {
    locked(() -> wanted = false);
    keeper.interrupt();
    Process last = locked(() -> process);
    try {
      if (last != null) {
        last.destroy();
        if (!last.waitFor(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.log(System.Logger.Level.WARNING, "node {0} has to be killed", number);
          last.destroyForcibly();
        }
      }
      keeper.join(STOP_BOUND);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(String signal, Duration down) throws IOException {
    lock.lock();
    try {
      downtime = down;
      address = null;
    } finally {
      lock.unlock();
    }
    signal(signal);
  }

  private void signal(String name) throws IOException {
    Optional<ProcessHandle> running = process();
    if (running.isPresent()) {
      JavaProcess.signal(running.get(), name);
    }
  }

  private void keep() {
    try {
      while (locked(() -> wanted)) {
        Process started = launch();
        serve(started);
        awaitRestart();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "node " + number + " cannot be started any more", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Process launch() throws IOException {
    lock.lock();
    try {
      var settings = new HashMap<>(launch.settings());
      failpoint.ifPresent(place -> settings.put("HEIMDALL_FAILPOINT", place));
      failpoint = Optional.empty();
      Process started =
          JavaProcess.start(
              launch.jvmFlags(),
              List.of(
                  "io.heimdall.server.Main", "serve", "--data", data().toString(), "--port", "0"),
              settings,
              launch.directory().resolve("log"));
      process = started;
      return started;
    } finally {
      lock.unlock();
    }
  }

  /// Reads what the server says until its process has ended.
  private void serve(Process started) throws InterruptedException {
    boolean served = false;
    try (BufferedReader output = started.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher greeting = GREETING.matcher(line);
        if (greeting.matches()) {
          served = true;
          serving(Integer.parseInt(greeting.group(1)));
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "node " + number + " says no more", e);
    }
    int exitCode = started.waitFor();
    locked(() -> {
      address = null;
      process = null;
      paused = false;
      return changed;
    });
    whenEnded.accept(new Ended(number, Instant.now(), exitCode, served));
  }

  private void serving(int port) throws IOException {
    NodeAddress found = NodeAddress.of(port, data().resolve("token"));
    lock.lock();
    try {
      address = found;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitRestart() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = downtime.toNanos();
      downtime = BETWEEN_STARTS;
      while (wanted && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
