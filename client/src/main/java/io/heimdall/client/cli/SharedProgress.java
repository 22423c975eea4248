package io.heimdall.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/// How much of several files has been sent together, in one line. Any thread tells of its file.
final class SharedProgress {

  private final TransferProgress shown;
  private long movedBytes;

  private SharedProgress(TransferProgress shown) {
    this.shown = shown;
  }

  /// Begins to show how much of files has been sent. What is no regular file has no size.
  ///
  /// @param console shows it
  /// @param names the files, or what stands for none
  static SharedProgress of(Console console, List<String> names) throws IOException {
    long sizeBytes = 0;
    for (String name : names) {
      Path file = Path.of(name);
      sizeBytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    boolean known = names.stream().anyMatch(name -> Files.isRegularFile(Path.of(name)));
    return new SharedProgress(
        new TransferProgress(console, name(names), known ? sizeBytes : TransferProgress.UNKNOWN));
  }

  private static String name(List<String> names) {
    if (names.size() > 1) {
      return "%d files".formatted(names.size());
    }
    return names.getFirst().equals(ArtifactPutCommand.STANDARD_INPUT)
        ? "standard input"
        : names.getFirst();
  }

  /// Takes note of one of the files.
  ///
  /// @return told how many of its bytes have been sent
  LongConsumer next() {
    return new LongConsumer() {
      private long before;

      @Override
      public void accept(long sentBytes) {
        add(sentBytes - before);
        before = sentBytes;
      }
    };
  }

  private synchronized void add(long bytes) {
    movedBytes += bytes;
    shown.accept(movedBytes);
  }

  /// Takes the line away from where something else is to be written.
  synchronized void clear() {
    shown.clear();
  }
}
