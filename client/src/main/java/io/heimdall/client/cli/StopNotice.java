package io.heimdall.client.cli;

import org.jspecify.annotations.Nullable;

/// Says, when somebody stops the watching with Ctrl-C, that the acquisition goes on without it.
final class StopNotice implements AutoCloseable {

  private final Console console;
  private final Thread hook;

  /// Written by the reading thread, read by the JVM's shutdown thread.
  private volatile @Nullable String acquisitionId;

  private StopNotice(Console console) {
    this.console = console;
    this.hook = new Thread(this::say, "stop-notice");
  }

  static StopNotice install(Console console) {
    var notice = new StopNotice(console);
    Runtime.getRuntime().addShutdownHook(notice.hook);
    return notice;
  }

  /// The acquisition is known to the server from now on.
  void going(String id) {
    acquisitionId = id;
  }

  void say() {
    String id = acquisitionId;
    if (id != null) {
      console.note("\nThe acquisition goes on without this command. " + howToGoOn(id));
    }
  }

  static String howToGoOn(String id) {
    return "Watch it:  heimdall acquisitions watch %s   Cancel it:  heimdall acquisitions cancel %s"
        .formatted(id, id);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      acquisitionId = null; // The JVM is stopping already; the hook has run or is running.
    }
  }
}
