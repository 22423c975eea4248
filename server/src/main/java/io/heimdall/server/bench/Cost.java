package io.heimdall.server.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// What doing something took.
///
/// @param wallNanos how long it took
/// @param cpuNanos how much processor time this process used meanwhile, on all its threads; an
///   embedded database is another process. Systems count it in steps of up to 10 ms
record Cost(long wallNanos, long cpuNanos) {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /// Something to do while the clocks run.
  @FunctionalInterface
  interface Work {

    /// Does it.
    void run() throws Exception;
  }

  /// Does something against the clocks.
  ///
  /// @param work what to do
  /// @return what it took
  static Cost of(Work work) throws Exception {
    long cpu = SYSTEM.getProcessCpuTime();
    long from = System.nanoTime();
    work.run();
    long wall = System.nanoTime() - from;
    return new Cost(wall, SYSTEM.getProcessCpuTime() - cpu);
  }
}
