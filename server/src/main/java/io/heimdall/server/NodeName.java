package io.heimdall.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// The name of this installation among others on the same database: made at its first start and
/// kept with its data, so that after a crash it knows its own acquisitions again.
final class NodeName {
  private NodeName() {}

  static String in(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve("node");
    if (!Files.exists(file)) {
      Files.writeString(file, UUID.randomUUID() + "\n", US_ASCII);
    }
    String name = Files.readString(file, US_ASCII).strip();
    if (name.isEmpty()) {
      throw new IOException(file + " is empty; remove it, and the next start makes a new name");
    }
    return name;
  }
}
