package io.heimdall.server.storage;

import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// The files of the spool: `X.npy` with the samples and `X.npy.runs` with one line `firstSample
/// samplesBefore` per run, appended when the run begins.
final class SpoolFiles {

  private static final String RUNS = ".runs";
  private static final Pattern RUN_LINE = Pattern.compile("(\\d{1,18}) (\\d{1,18})\\.");

  private SpoolFiles() {}

  static boolean isSegment(Path file) {
    return file.toString().endsWith(".npy");
  }

  static Path runsOf(Path segment) {
    return segment.resolveSibling(segment.getFileName() + RUNS);
  }

  static void journalRun(Path segment, long firstSample, long samplesBefore) throws IOException {
    Files.writeString(
        runsOf(segment),
        firstSample + " " + samplesBefore + ".\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /// Writes the header of a file whose samples are complete, and hashes all of it.
  static FinishedSegment seal(FileChannel channel, SegmentName name, Path path, List<Run> runs)
      throws IOException {
    long samples = runs.stream().mapToLong(Run::sampleCount).sum();
    var header = ByteBuffer.wrap(Npy.complex64Header(samples));
    while (header.hasRemaining()) {
      channel.write(header, header.position());
    }
    long size = Npy.HEADER_BYTES + samples * Complex64.BYTES;
    channel.truncate(size);
    return hash(channel, name, path, size, runs);
  }

  static Optional<FinishedSegment> recover(LeftoverSegment leftover) throws IOException {
    long samples = Math.max(0, leftover.sizeBytes() - Npy.HEADER_BYTES) / Complex64.BYTES;
    List<Run> runs = journalledRuns(leftover.path(), samples);
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(leftover.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return Optional.of(seal(channel, leftover.name(), leftover.path(), runs));
    }
  }

  private static FinishedSegment hash(
      FileChannel channel, SegmentName name, Path path, long size, List<Run> runs)
      throws IOException {
    MessageDigest sha256 = Sha256.newDigest();
    var whole = new CRC32C();
    int[] crc32c = new int[ChunkChecksums.chunkCount(size)];
    var chunk = ByteBuffer.allocate((int) Math.min(size, ChunkChecksums.CHUNK_BYTES));
    long position = 0;
    for (int k = 0; k < crc32c.length; k++) {
      chunk.clear();
      while (chunk.hasRemaining() && channel.read(chunk, position + chunk.position()) >= 0) {}
      position += chunk.position();
      crc32c[k] = ChunkChecksums.crc32c(chunk.flip());
      whole.update(chunk.rewind());
      sha256.update(chunk.rewind());
    }
    if (position != size) {
      throw new IOException("%s has %d bytes, expected %d".formatted(path, position, size));
    }
    var file =
        new ObjectBody.File(path, size, Sha256.ofDigest(sha256.digest()), (int) whole.getValue());
    return new FinishedSegment(name, file, ChunkChecksums.of(crc32c), runs);
  }

  /// The runs of a file that holds `samples` samples; a run that never got one is left out.
  private static List<Run> journalledRuns(Path segment, long samples) throws IOException {
    if (!Files.exists(runsOf(segment))) {
      return List.of();
    }
    // What a lost disk page has made of it is no line, and no reason to fail.
    List<RunStart> starts =
        runStarts(Files.readString(runsOf(segment), StandardCharsets.ISO_8859_1));
    List<Run> runs = new ArrayList<>();
    long end = samples;
    for (RunStart start : starts.reversed()) {
      if (start.samplesBefore() < end) {
        runs.add(new Run(start.firstSample(), end - start.samplesBefore()));
        end = start.samplesBefore();
      }
    }
    return runs.reversed();
  }

  private static List<RunStart> runStarts(String journal) {
    return journal
        .lines()
        .map(RUN_LINE::matcher)
        .filter(Matcher::matches)
        .map(line -> new RunStart(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))))
        .toList();
  }

  /// A line of the journal.
  private record RunStart(long firstSample, long samplesBefore) {}

  static void removeEmptyParents(Path file, Path root) throws IOException {
    Path parent = file.getParent();
    while (parent != null && !parent.equals(root) && isEmpty(parent)) {
      Files.deleteIfExists(parent);
      parent = parent.getParent();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return true;
    }
    try (var entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  static StorageFailure failure(String what, IOException e) {
    StorageFailure.Kind kind =
        isFull(e) ? StorageFailure.Kind.FULL : StorageFailure.Kind.UNAVAILABLE;
    String why = e instanceof FileAlreadyExistsException ? "it exists" : e.getMessage();
    return new StorageFailure(kind, "cannot " + what + ": " + why, e);
  }

  private static boolean isFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left") || message.contains("Disk quota exceeded");
  }
}
