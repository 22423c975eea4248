package io.heimdall.server.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Processes that run this program's classes on this JVM, small and quick to start.
final class JavaProcess {

  private static final long SIGNAL_SECONDS = 10;
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private JavaProcess() {}

  /// Starts a process whose output is to be read and whose errors are appended to a file.
  static Process start(
      List<String> jvmFlags, List<String> mainAndArguments, Map<String, String> settings, Path log)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(mainAndArguments);
    var builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("HEIMDALL_") || key.startsWith("MINIO_"));
    environment.remove("DATABASE_URL");
    environment.putAll(settings);
    Process process = builder.start();
    // Whatever becomes of the harness, nothing it has started stays behind.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
    return process;
  }

  /// Sends a signal by name and waits until it is sent.
  static void signal(ProcessHandle process, String name) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    try {
      if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("kill -" + name + " does not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
