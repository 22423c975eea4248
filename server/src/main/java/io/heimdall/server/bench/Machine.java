package io.heimdall.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Where figures were measured.
///
/// @param cores processors the JVM may use
/// @param processor their name; empty where the system does not tell
/// @param jdk the Java that ran
/// @param os the system and its architecture
/// @param heapMib the most memory the Java heap may take
/// @param loadAverage runnable processes over the last minute, before the start; negative where the
///   system does not tell
record Machine(
    int cores, String processor, String jdk, String os, long heapMib, double loadAverage) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /// Looks at this machine.
  static Machine here() {
    var runtime = Runtime.getRuntime();
    return new Machine(
        runtime.availableProcessors(),
        processorName(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        runtime.maxMemory() >> 20,
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /// Where it was, for the head of a table.
  String sentence() {
    return String.format(
        Locale.ROOT,
        "%d x %s, %s, %s, heap of %d MiB, load %.1f",
        cores,
        processor.isEmpty() ? "unknown processor" : processor,
        jdk,
        os,
        heapMib,
        loadAverage);
  }

  private static String processorName() {
    try {
      List<String> lines = Files.readAllLines(CPU_INFO);
      return lines.stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException _) {
      return "";
    }
  }
}
