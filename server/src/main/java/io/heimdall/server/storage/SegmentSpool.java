package io.heimdall.server.storage;

import static io.heimdall.server.storage.SpoolFiles.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// The directory where open segments live until the object store has them.
///
/// Its total size is bounded: what would exceed the bound fails with [StorageFailure.Kind#FULL]
/// before a byte is written. Files that a crash left behind are found by [#leftovers()], and count
/// against the bound from the start. Safe for any number of threads; one [SegmentFile] belongs to
/// one thread.
public final class SegmentSpool {

  private final Path directory;
  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  /// Held while a file and its directory are made or removed, so that an empty directory is not
  /// removed under a file about to be made in it.
  private final Object directories = new Object();

  private SegmentSpool(Path directory, long limitBytes) {
    this.directory = directory;
    this.limitBytes = limitBytes;
  }

  /// Opens a spool, making its directory if needed.
  ///
  /// @param directory where the files go; used by one process at a time
  /// @param limitBytes the most all files together may hold
  /// @return the spool
  public static SegmentSpool open(Path directory, long limitBytes) {
    var spool = new SegmentSpool(directory, limitBytes);
    try {
      Files.createDirectories(directory);
      ReceivedFile.removeAll(spool.received());
      try (Stream<Path> files = Files.walk(directory)) {
        files.filter(SpoolFiles::isSegment).forEach(f -> spool.usedBytes.addAndGet(size(f)));
      }
    } catch (IOException e) {
      throw failure("open the spool " + directory, e);
    }
    return spool;
  }

  /// Begins a segment. It takes samples until [SegmentFile#MAX_SAMPLES] are in it or the next one
  /// lies `maxSpanSamples` or more after its first.
  ///
  /// @param name what it is a segment of; no file of this name may exist
  /// @param maxSpanSamples the longest span, lost samples included, at least 1
  /// @return the open segment; the caller finishes or discards it
  public SegmentFile create(SegmentName name, long maxSpanSamples) {
    return SegmentFile.create(this, name, fileOf(name), maxSpanSamples, 0);
  }

  /// Begins a segment as [#create(SegmentName, long)] does, once there is room for all of it, or
  /// for a quarter of the spool where that is less. A spool that was full is thus not filled with
  /// the beginnings of segments.
  ///
  /// @param name what it is a segment of; no file of this name may exist
  /// @param maxSpanSamples the longest span, lost samples included, at least 1
  /// @return the open segment; the caller finishes or discards it
  public SegmentFile createWhole(SegmentName name, long maxSpanSamples) {
    long whole = SegmentFile.sizeBytes(Math.min(maxSpanSamples, SegmentFile.MAX_SAMPLES));
    return SegmentFile.create(
        this, name, fileOf(name), maxSpanSamples, Math.min(whole, limitBytes / 4));
  }

  /// Begins a file that is received from elsewhere. It counts against the bound like segments do,
  /// and goes when it is closed; what a crash leaves goes when the spool is opened.
  ///
  /// @param sizeBytes its size, for which room is taken at once; 0 where that is not known
  /// @return the empty file; the caller closes it
  /// @throws StorageFailure of kind FULL when there is no room for it
  public ReceivedFile receive(long sizeBytes) {
    return ReceivedFile.create(this, received(), sizeBytes);
  }

  /// The largest file that can be received when nothing else is in the spool: a quarter of it is
  /// kept free for samples that come meanwhile, and since the file itself becomes segments.
  ///
  /// @return bytes
  public long mostReceivedBytes() {
    return limitBytes - limitBytes / 4;
  }

  private Path received() {
    return directory.resolve("received");
  }

  /// Lists the segments that an earlier process left behind, in order of their names. To be called
  /// before the first [#create].
  ///
  /// @return what can be recovered or discarded
  public List<LeftoverSegment> leftovers() {
    return leftovers(directory);
  }

  private List<LeftoverSegment> leftovers(Path root) {
    List<LeftoverSegment> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(SpoolFiles::isSegment).sorted().toList()) {
        nameOf(file).ifPresent(name -> found.add(new LeftoverSegment(name, file, size(file))));
      }
    } catch (IOException e) {
      throw failure("list the spool " + directory, e);
    } catch (UncheckedIOException e) {
      // A directory that became empty was removed while it was listed.
      throw failure("list the spool " + directory, new IOException(e));
    }
    return found;
  }

  /// Lists the segments of an acquisition that earlier runs left behind, in order of their names.
  /// To be called before its first [#create].
  ///
  /// @param taskId the acquisition
  /// @return what can be recovered or discarded
  public List<LeftoverSegment> leftovers(UUID taskId) {
    Path session = directory.resolve(taskId.toString());
    return Files.isDirectory(session) ? leftovers(session) : List.of();
  }

  /// Finishes a segment that an earlier process left behind. What it had accepted and not yet
  /// written to the file is lost; the runs say what is there.
  ///
  /// @param leftover the segment
  /// @return the segment, or nothing when the file holds no whole sample (it is removed then)
  public Optional<FinishedSegment> recover(LeftoverSegment leftover) {
    try {
      Optional<FinishedSegment> finished = SpoolFiles.recover(leftover);
      finished.ifPresentOrElse(
          segment -> release(leftover.sizeBytes() - segment.sizeBytes()), () -> discard(leftover));
      return finished;
    } catch (IOException e) {
      throw failure("recover " + leftover.path(), e);
    }
  }

  /// Removes a segment that the store has, or nobody wants.
  ///
  /// @param segment the segment
  public void discard(FinishedSegment segment) {
    remove(segment.file().path(), segment.sizeBytes());
  }

  /// Removes a segment that an earlier process left behind.
  ///
  /// @param segment the segment
  public void discard(LeftoverSegment segment) {
    remove(segment.path(), segment.sizeBytes());
  }

  /// How much of the bound is taken.
  ///
  /// @return bytes, reserved ones included
  public long usedBytes() {
    return usedBytes.get();
  }

  void reserve(long bytes) {
    reserve(bytes, limitBytes);
  }

  /// Takes room for a file that is received.
  void reserveBesideSegments(long bytes) {
    reserve(bytes, mostReceivedBytes());
  }

  private void reserve(long bytes, long limitBytes) {
    long used = usedBytes.addAndGet(bytes);
    if (used > limitBytes) {
      usedBytes.addAndGet(-bytes);
      throw new StorageFailure(
          StorageFailure.Kind.FULL,
          "the spool %s holds %d of at most %d bytes and cannot take %d more"
              .formatted(directory, used - bytes, limitBytes, bytes));
    }
  }

  void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  FileChannel newFile(Path file) throws IOException {
    synchronized (directories) {
      Files.createDirectories(file.getParent());
      return FileChannel.open(
          file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
  }

  void remove(Path file, long reservedBytes) {
    try {
      synchronized (directories) {
        if (Files.deleteIfExists(file)) {
          release(reservedBytes);
        }
        Files.deleteIfExists(SpoolFiles.runsOf(file));
        SpoolFiles.removeEmptyParents(file, directory);
      }
    } catch (IOException e) {
      throw failure("remove " + file, e);
    }
  }

  private Path fileOf(SegmentName name) {
    return directory.resolve(SessionLayout.segment(name).substring(SessionLayout.ROOT.length()));
  }

  private Optional<SegmentName> nameOf(Path file) {
    String relative = directory.relativize(file).toString().replace('\\', '/');
    return SessionLayout.parse(SessionLayout.ROOT + relative).flatMap(SessionKey::segment);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw failure("read the size of " + file, e);
    }
  }
}
