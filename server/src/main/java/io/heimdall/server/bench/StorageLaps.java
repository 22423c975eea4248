package io.heimdall.server.bench;

import io.heimdall.server.iq.Complex64;
import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentFile;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The stages from the samples to stored objects, each alone and for all receivers side by side.
final class StorageLaps implements AutoCloseable {

  private static final String NPY = "application/x-npy";
  private static final int PAGE = 1000;

  private final List<Capture> captures;
  private final int blockSamples;
  private final SegmentSpool spool;
  private final ObjectStore store;

  /// What is uploaded, by receiver: the samples first, then their documents.
  private final List<List<PutRequest>> uploads = new ArrayList<>();

  private final List<FinishedSegment> kept = new ArrayList<>();

  /// Prepares the stages.
  ///
  /// @param captures what the receivers deliver
  /// @param blockSamples the samples of a block, as the driver makes them
  /// @param spool where segments are written
  /// @param store where objects go
  /// @param finished an acquisition of the same samples, whose documents are uploaded again
  StorageLaps(
      List<Capture> captures,
      int blockSamples,
      SegmentSpool spool,
      ObjectStore store,
      UUID finished)
      throws IOException {
    this.captures = captures;
    this.blockSamples = blockSamples;
    this.spool = spool;
    this.store = store;
    List<StoredObject> session =
        store.list(SessionLayout.sessionPrefix(finished), "", PAGE).objects();
    for (Capture capture : captures) {
      uploads.add(uploadsOf(capture, session));
    }
  }

  List<Lap> laps() {
    return List.of(
        Lap.of("serialise", ".npy files with SHA-256 and CRC32C", this::serialise),
        Lap.of("upload", "samples, metadata and SigMF to the store", this::upload));
  }

  /// What the machine takes to write the bytes of the samples to files, unsynced.
  ///
  /// @param directory where to
  Lap rawFiles(Path directory) {
    byte[] bytes = new byte[captures.getFirst().samples() * Complex64.BYTES];
    return Lap.of(
        "raw_file",
        "the samples' bytes to bare files",
        () -> {
          List<Path> files =
              captures.stream()
                  .map(capture -> directory.resolve("raw-" + capture.tone().index()))
                  .toList();
          Cost cost = Cost.of(() -> SideBySide.run(files, file -> write(file, bytes)));
          for (Path file : files) {
            Files.delete(file);
          }
          return cost;
        });
  }

  /// What the store takes for the samples alone, one object after another.
  Lap sequentialPuts() {
    return Lap.of(
        "raw_put",
        "the samples' objects, one PUT after another",
        () -> {
          List<PutRequest> samples = newKeys(uploads.stream().map(List::getFirst).toList());
          Cost cost = Cost.of(() -> samples.forEach(store::put));
          delete(samples);
          return cost;
        });
  }

  private Cost serialise() throws Exception {
    var acquisition = UUID.randomUUID();
    Queue<FinishedSegment> finished = new ConcurrentLinkedQueue<>();
    Cost cost =
        Cost.of(
            () -> SideBySide.run(captures, capture -> finished.add(segment(acquisition, capture))));
    finished.forEach(spool::discard);
    return cost;
  }

  private Cost upload() throws Exception {
    List<List<PutRequest>> objects = uploads.stream().map(this::newKeys).toList();
    Cost cost = Cost.of(() -> SideBySide.run(objects, three -> SideBySide.run(three, store::put)));
    objects.forEach(this::delete);
    return cost;
  }

  private List<PutRequest> uploadsOf(Capture capture, List<StoredObject> session)
      throws IOException {
    FinishedSegment segment = segment(new UUID(0, 0), capture);
    kept.add(segment);
    List<PutRequest> objects = new ArrayList<>();
    objects.add(PutRequest.create("samples.npy", segment.file(), NPY, Map.of()));
    // Receivers' ids rise with their place, and so do the keys of their documents in each kind.
    for (String kind : List.of("_metadata.json", ".sigmf-meta")) {
      List<String> keys =
          session.stream().map(StoredObject::key).filter(key -> key.endsWith(kind)).toList();
      WrongResultException.unless(
          keys.size() == captures.size(), "the session has %d objects %s", keys.size(), kind);
      objects.add(
          PutRequest.create(
              "document" + kind,
              ObjectBody.of(read(keys.get(capture.tone().index()))),
              "application/json",
              Map.of()));
    }
    return objects;
  }

  private byte[] read(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return in.readAllBytes();
    }
  }

  private FinishedSegment segment(UUID acquisition, Capture capture) {
    var name = new SegmentName(RecordingName.of(acquisition, capture.tone().index() + 1), 1, 0);
    try (SegmentFile file = spool.create(name, capture.samples())) {
      capture.inBlocks(
          blockSamples,
          (offset, count) -> {
            int taken = file.append(offset, capture.i(), capture.q(), offset, count);
            WrongResultException.unless(taken == count, "a segment took %d samples", taken);
          });
      return file.finish();
    }
  }

  private List<PutRequest> newKeys(Collection<PutRequest> objects) {
    String prefix = "bench/" + UUID.randomUUID() + "/";
    return objects.stream()
        .map(object ->
            new PutRequest(
                prefix + UUID.randomUUID() + "/" + object.key(),
                object.body(),
                object.contentType(),
                object.metadata(),
                object.mode()))
        .toList();
  }

  private void delete(List<PutRequest> objects) {
    store.delete(objects.stream().map(PutRequest::key).toList());
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /// Removes the files that were uploaded.
  @Override
  public void close() {
    kept.forEach(spool::discard);
  }
}
