package io.heimdall.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A PostgreSQL that outlived the process which had started it.
///
/// `postmaster.pid` names a process, but after a crash or a reboot that number may belong to any
/// other. Only a process that was started with our data directory is stopped.
final class PostgresOrphan {

  private static final System.Logger LOG = System.getLogger(PostgresOrphan.class.getName());
  private static final int STOP_SECONDS = 60;

  private PostgresOrphan() {}

  /// Stops the PostgreSQL of a data directory if one runs, and removes a pid file that names none.
  static void stop(Path dataDirectory) throws IOException {
    Optional<ProcessHandle> orphan = find(dataDirectory);
    if (orphan.isPresent()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "stopping the PostgreSQL {0} that an earlier process left running",
          Long.toString(orphan.get().pid()));
      interrupt(orphan.get());
    }
    Files.deleteIfExists(pidFile(dataDirectory));
  }

  /// The PostgreSQL that serves a data directory.
  static Optional<ProcessHandle> find(Path dataDirectory) throws IOException {
    return process(pidFile(dataDirectory)).filter(process -> serves(process, dataDirectory));
  }

  /// Asks for a fast shutdown, which disconnects clients and writes everything, and waits for the
  /// end of the process.
  static void interrupt(ProcessHandle process) throws IOException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    awaitEnd(process);
  }

  static void awaitEnd(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException(
          "the PostgreSQL %d does not stop within %d s; stop it by hand"
              .formatted(process.pid(), STOP_SECONDS),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL " + process.pid() + " was stopping", e);
    }
  }

  private static Path pidFile(Path dataDirectory) {
    return dataDirectory.resolve("postmaster.pid");
  }

  private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    return pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
  }

  private static boolean serves(ProcessHandle process, Path dataDirectory) {
    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
    String directory = dataDirectory.toString();
    int flag = arguments.indexOf("-D");
    return arguments.contains("-D" + directory)
        || (flag >= 0 && flag + 1 < arguments.size() && arguments.get(flag + 1).equals(directory));
  }
}
