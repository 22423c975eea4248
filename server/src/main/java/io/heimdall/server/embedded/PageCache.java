package io.heimdall.server.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much of the machine the embedded PostgreSQL takes to keep pages at hand. What it has not
/// itself it asks the operating system for, page by page, which a search that looks at ten thousand
/// rows is too long in doing. The machine is also that of the server and its object store, and has
/// their files to keep.
final class PageCache {

  private static final int SHARE = 8;
  private static final long LEAST_MB = 128;

  /// Holds a million artifacts and what finds them.
  private static final long MOST_MB = 2048;

  private PageCache() {}

  /// What suits this machine, or the part of it that the process may have.
  ///
  /// @return the size, in PostgreSQL's spelling
  static String size() {
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return size(machine.getTotalMemorySize());
  }

  /// @param memoryBytes what the machine has
  static String size(long memoryBytes) {
    return Math.clamp((memoryBytes >> 20) / SHARE, LEAST_MB, MOST_MB) + "MB";
  }
}
