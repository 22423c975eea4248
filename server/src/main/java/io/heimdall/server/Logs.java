package io.heimdall.server;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// How the process logs: one line per event to stderr, in UTC order of time, libraries only when
/// something is wrong.
final class Logs {
  private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s: %5$s%6$s%n";

  private static final List<String> QUIET =
      List.of(
          "com.github.kagkarlsson",
          "com.zaxxer.hikari",
          "io.grpc",
          "io.zonky",
          "org.flywaydb",
          "org.gaul",
          "org.jooq",
          "software.amazon.awssdk");

  /// The log manager forgets loggers nobody holds.
  private final List<Logger> quiet = new ArrayList<>();

  /// Takes charge of the process's logging; must come before anything logs.
  Logs() {
    System.setProperty("java.util.logging.manager", Kept.class.getName());
    System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
    for (String name : QUIET) {
      Logger logger = Logger.getLogger(name);
      logger.setLevel(Level.WARNING);
      quiet.add(logger);
    }
  }

  /// The log manager of the JDK closes its handlers as soon as the process is told to stop, while
  /// the server is still stopping and has things to say. This one does not.
  public static final class Kept extends LogManager {
    /// Made by the JDK.
    public Kept() {}

    @Override
    public void reset() {}
  }
}
