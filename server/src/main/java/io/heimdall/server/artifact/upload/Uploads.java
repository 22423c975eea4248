package io.heimdall.server.artifact.upload;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadKey;
import io.heimdall.db.artifact.UploadRepository;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.db.artifact.UploadWriting;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Uploads: begun, written, asked for and given up. Safe for any number of threads.
public final class Uploads implements AutoCloseable {

  private static final Duration STOP_BOUND = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(Uploads.class.getName());

  private final Transactions transactions;
  private final UploadConfig config;
  private final InstantSource clock;
  private final Rights rights;
  private final UploadStarter starter;
  private final UploadEndings endings;
  private final UploadWriter.Needs needs;
  private final PartBuffers buffers;
  private final UploadRepository uploads = new UploadRepository();
  private final UploadWriting writing = new UploadWriting();
  private final Set<UploadWriter> writers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// Opens uploads; what earlier processes left is there.
  ///
  /// @param transactions where they are kept
  /// @param store where their bytes go
  /// @param config what is taken in
  /// @param gate decides about what has come
  /// @param clock the host's UTC
  public Uploads(
      Transactions transactions,
      ObjectStore store,
      UploadConfig config,
      UploadGate gate,
      InstantSource clock) {
    this(transactions, store, config, gate, UploadPace.USUAL, clock);
  }

  Uploads(
      Transactions transactions,
      ObjectStore store,
      UploadConfig config,
      UploadGate gate,
      UploadPace pace,
      InstantSource clock) {
    this.transactions = transactions;
    this.config = config;
    this.clock = clock;
    this.rights = new Rights(clock);
    var rules = new ArtifactRules(new ContentTypes(), config);
    this.starter = new UploadStarter(transactions, rights, rules, config.retention(), clock);
    this.endings = new UploadEndings(transactions, store, clock);
    this.buffers = new PartBuffers(config.memoryBytes());
    var commit = new UploadCommit(transactions, rights, new ArtifactJournal(clock), endings, clock);
    this.needs =
        new UploadWriter.Needs(
            new PartWriter.Needs(store, buffers, rules, endings),
            new UploadFinisher(store, commit, gate),
            pace,
            writers::remove);
  }

  /// Lets every upload be written at once, for a server whose database serves no other: whoever
  /// wrote before it started has ended, and is not waited for.
  public void releaseAll() {
    transactions.runInTransaction(writing::releaseAll);
  }

  /// The memory that parts have.
  PartBuffers buffers() {
    return buffers;
  }

  /// Begins an upload, or finds the one that the same request began.
  ///
  /// @param caller who uploads
  /// @param wanted what comes
  /// @return the upload as it is now
  /// @throws FailureException with the reasons that the contract names
  public Upload start(Caller caller, NewUpload wanted) {
    return starter.start(caller, wanted);
  }

  /// Finds an upload.
  ///
  /// @param caller who asks
  /// @param id its id
  /// @return the upload
  /// @throws FailureException with UPLOAD_NOT_FOUND
  public Upload get(Caller caller, UUID id) {
    return transactions.inTransaction(tx -> find(tx, caller, id));
  }

  private Upload find(Tx tx, Caller caller, UUID id) {
    return uploads.find(tx, caller.name(), id).orElseThrow(() -> UploadFailures.notFound(id));
  }

  /// Lists the uploads of a caller that are under way, the newest first.
  ///
  /// @param caller who asks
  /// @param after the key to go on after; null for the first page
  /// @param limit the most uploads to return
  /// @return a page
  public Page<Upload, UploadKey> list(Caller caller, @Nullable UploadKey after, int limit) {
    return transactions.inTransaction(tx -> uploads.list(tx, caller.name(), after, limit));
  }

  /// Gives an upload up.
  ///
  /// @param caller who asks
  /// @param id its id
  /// @throws FailureException with UPLOAD_NOT_FOUND or UPLOAD_ENDED
  public void cancel(Caller caller, UUID id) {
    transactions.runInTransaction(tx -> {
      Upload upload =
          uploads.lock(tx, caller.name(), id).orElseThrow(() -> UploadFailures.notFound(id));
      if (upload.progress().state() == UploadState.DONE) {
        throw UploadFailures.ended(id, UploadState.DONE, "");
      }
      endings.end(tx, id, upload.place().objectKey(), UploadEndings.CANCELLED);
    });
    endings.removeParts(id);
  }

  /// Opens an upload to write it, or to finish it again.
  ///
  /// @param caller who writes
  /// @param id the upload
  /// @param replies told of what becomes safe
  /// @return the upload, which the caller closes
  /// @throws FailureException with UPLOAD_NOT_FOUND, UPLOAD_BUSY, UPLOAD_ENDED, SERVER_STOPPING, or
  ///   where the artifact takes no version now
  public UploadStream write(Caller caller, UUID id, UploadReplies replies) {
    if (closed) {
      throw UploadFailures.stopping();
    }
    List<Upload.Place> left = new ArrayList<>();
    UploadStream stream = transactions.inTransaction(tx -> open(tx, caller, id, replies, left));
    for (Upload.Place place : left) {
      if (place.multipartId() != null) {
        var _ = endings.removed(place.objectKey(), place.multipartId());
      }
    }
    if (stream instanceof UploadWriter writer) {
      writers.add(writer);
      writer.start();
      if (closed) {
        writer.stop();
      }
    }
    return stream;
  }

  private UploadStream open(
      Tx tx, Caller caller, UUID id, UploadReplies replies, List<Upload.Place> left) {
    var opened = writing.open(tx, caller.name(), id, needs.pace().lease());
    if (opened.isEmpty()) {
      return over(find(tx, caller, id), caller);
    }
    Upload upload = opened.get().upload();
    if (!upload.target().makesArtifact()) {
      var _ = rights.lockUndeleted(tx, caller, upload.target().artifactId(), Access.WRITE);
    }
    var book =
        new WriterBook(
            transactions,
            afresh(tx, opened.get(), left),
            needs.pace().lease(),
            config.retention(),
            clock);
    return new UploadWriter(needs, caller, book, replies);
  }

  private UploadStream over(Upload upload, Caller caller) {
    return switch (upload.progress().state()) {
      case DONE -> new FinishedUpload(transactions, rights, caller, upload);
      case ENDED ->
          throw UploadFailures.ended(upload.id(), UploadState.ENDED, upload.progress().endReason());
      case OPEN, FINISHING -> throw UploadFailures.busy(upload.id());
    };
  }

  /// Who begins again where nothing is safe has an object of its own: whoever wrote before, and was
  /// not told yet that it is over, cannot write over it.
  private UploadWriting.Opened afresh(Tx tx, UploadWriting.Opened opened, List<Upload.Place> left) {
    Upload upload = opened.upload();
    if (upload.progress().persistedBytes() > 0 || opened.fence().epoch() == 1) {
      return opened;
    }
    Upload.Place old = upload.place();
    Upload.Place fresh =
        UploadStarter.place(upload.owner(), upload.target().name(), old.partBytes());
    var _ = writing.move(tx, opened.fence(), fresh);
    endings.drop(tx, old.objectKey());
    left.add(old);
    return new UploadWriting.Opened(upload.at(fresh), opened.fence(), 1);
  }

  /// Ends the writing of every upload, with the advice to go on elsewhere: what has come in whole
  /// parts is safe when this returns, unless the store takes too long. Idempotent.
  @Override
  public void close() {
    closed = true;
    long end = System.nanoTime() + STOP_BOUND.toNanos();
    List<Thread> stops =
        writers.stream()
            .map(writer -> Thread.ofVirtual().name("upload-stop").start(writer::stop))
            .toList();
    try {
      for (Thread stop : stops) {
        if (!stop.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
          LOG.log(
              System.Logger.Level.WARNING, "an upload was being written when the server stopped");
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
