package io.heimdall.server.chaos.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Everything that was asked, answered and done to the cluster, a line of JSON each, in order. Safe
/// for any number of threads.
public final class History implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Writer lines;
  // Guarded by this.
  private final Map<String, Long> replies = new TreeMap<>();

  /// Begins a history.
  ///
  /// @param file where it goes
  /// @throws IOException when it cannot be written
  public History(Path file) throws IOException {
    lines = Files.newBufferedWriter(file);
  }

  /// Adds a reply.
  ///
  /// @param call what was asked
  /// @param acquisition of which acquisition; empty for none
  /// @param reply what became of it
  void reply(String call, String acquisition, Reply<?> reply) {
    String outcome =
        switch (reply) {
          case Reply.Ok<?> _ -> "ok";
          case Reply.Failed<?> failed -> "failed " + failed.code() + " " + failed.reason();
          case Reply.Unknown<?> unknown -> "unknown " + unknown.code() + " " + unknown.reason();
        };
    synchronized (this) {
      replies.merge(call + " " + outcome.strip(), 1L, Long::sum);
    }
    Object node = reply instanceof Reply.Ok<?> ok ? ok.node() : "";
    add(
        "reply",
        Map.of("call", call, "acquisition", acquisition, "outcome", outcome, "node", node));
  }

  /// Adds anything else.
  ///
  /// @param kind what it is
  /// @param fields what is to be known about it
  public void add(String kind, Map<String, ?> fields) {
    ObjectNode line = JSON.createObjectNode();
    line.put("at", Instant.now().toString());
    line.put("kind", kind);
    new TreeMap<>(fields).forEach((name, value) -> line.set(name, JSON.valueToTree(value)));
    synchronized (this) {
      try {
        lines.write(JSON.writeValueAsString(line) + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException("the history cannot be written", e);
      }
    }
  }

  /// How often each call ended in which way.
  ///
  /// @return counts by call and outcome
  public synchronized Map<String, Long> replies() {
    return new TreeMap<>(replies);
  }

  @Override
  public synchronized void close() throws IOException {
    lines.close();
  }
}
