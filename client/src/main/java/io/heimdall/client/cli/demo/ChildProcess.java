package io.heimdall.client.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/// A process that this one started: what it prints, line by line, and its end. Closing it leaves no
/// process behind, whatever it started itself.
final class ChildProcess implements AutoCloseable {

  private static final Duration STOPPING = Duration.ofSeconds(15);
  private static final int SHOWN_LINES = 15;

  /// Lines kept for whoever waits for one; a process that prints more is read on, not kept.
  private static final int KEPT_LINES = 10_000;

  private final String name;
  private final Process process;
  private final Path log;

  /// Filled by the reading thread; an empty entry says that the output has ended.
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(KEPT_LINES);

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// Starts a process.
  ///
  /// @param name what to call it in messages
  /// @param command program and arguments
  /// @param settings variables set on top of this process's own; an empty value removes one
  /// @param log file that takes its standard error
  static ChildProcess start(
      String name, List<String> command, Map<String, String> settings, Path log)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    settings.forEach((key, value) -> {
      if (value.isEmpty()) {
        builder.environment().remove(key);
      } else {
        builder.environment().put(key, value);
      }
    });
    Process process = builder.start();
    process.getOutputStream().close();
    var child = new ChildProcess(name, process, log);
    Thread.ofVirtual().name(name + "-output").start(child::readOutput);
    return child;
  }

  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      while (line != null) {
        if (lines.remainingCapacity() > 1) {
          lines.add(Optional.of(line));
        }
        line = reader.readLine();
      }
    } catch (IOException _) {
      // The stream breaks when the process is ended; that is its end like any other.
    }
    lines.add(Optional.empty());
  }

  /// Waits until the process has printed what is wanted.
  ///
  /// @param wanted gives a value for the line that is waited for, and nothing for all others
  /// @param limit longest time to wait in all
  /// @throws DemoException if the process ends or the time is up before
  <T> T await(Function<String, Optional<T>> wanted, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw failed("was not ready within %d s".formatted(limit.toSeconds()));
      }
      if (line.isEmpty()) {
        throw failed("ended before it was ready");
      }
      Optional<T> found = wanted.apply(line.get());
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  private DemoException failed(String how) {
    var text = new StringBuilder("The %s %s.".formatted(name, how));
    try (Stream<String> all = Files.lines(log, StandardCharsets.UTF_8)) {
      List<String> said = all.toList();
      List<String> last = said.subList(Math.max(0, said.size() - SHOWN_LINES), said.size());
      last.forEach(line -> text.append("\n  ").append(line));
    } catch (IOException e) {
      text.append(" What it said in ").append(log).append(" cannot be read: ").append(e);
    }
    return new DemoException(text.toString());
  }

  /// Ends the process: politely at first, then by force, and then all it has started. It is gone
  /// when this returns.
  @Override
  public void close() {
    var started = new ArrayList<ProcessHandle>(process.descendants().toList());
    process.destroy();
    try {
      if (!process.waitFor(STOPPING)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
