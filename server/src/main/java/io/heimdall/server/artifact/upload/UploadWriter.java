package io.heimdall.server.artifact.upload;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.StorageFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Who writes an upload. Its caller's thread sends and finishes; a watch ends it when too little
/// comes, and the server when it stops. Whoever holds the lock is at work; the caller is waited for
/// while nobody does.
final class UploadWriter implements UploadStream {

  private static final System.Logger LOG = System.getLogger(UploadWriter.class.getName());

  /// What makes an upload end for good.
  private static final Set<Reason> FATAL =
      Set.of(
          Reason.CONTENT_MISMATCH,
          Reason.CONTENT_TYPE_REFUSED,
          Reason.ARTIFACT_TOO_LARGE,
          Reason.UPLOAD_REFUSED);

  private final Needs needs;
  private final Caller caller;
  private final WriterBook book;
  private final UploadReplies replies;
  private final PartWriter parts;
  private final UploadWatch watch;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private @Nullable Overlap overlap;
  private boolean open = true;
  private @Nullable FailureException stopped;

  private volatile boolean stopping;

  /// What all writers share.
  ///
  /// @param parts where bytes go
  /// @param finisher makes versions of them
  /// @param pace how long a caller may be silent
  /// @param closed told of each writer that is closed
  record Needs(
      PartWriter.Needs parts,
      UploadFinisher finisher,
      UploadPace pace,
      Consumer<UploadWriter> closed) {}

  UploadWriter(Needs needs, Caller caller, WriterBook book, UploadReplies replies) {
    this.needs = needs;
    this.caller = caller;
    this.book = book;
    this.replies = replies;
    this.parts = new PartWriter(needs.parts(), book, replies::persisted);
    this.watch = new UploadWatch(needs.pace(), new Watched());
  }

  /// Tells the caller where to go on, and begins to watch.
  void start() {
    replies.persisted(book.upload().progress().persistedBytes());
    watch.start();
  }

  private interface Work<T> {
    T run();
  }

  /// At work for the caller. What fails for good ends the upload.
  private <T> T working(Work<T> work) {
    long begun = System.nanoTime();
    lock.lock();
    try {
      if (stopped != null) {
        throw stopped;
      }
      return work.run();
    } catch (FailureException e) {
      if (FATAL.contains(e.failure().reason())) {
        parts.close();
        needs
            .parts()
            .endings()
            .end(book.fence(), book.place().objectKey(), e.failure().reason().name());
      }
      throw e;
    } catch (StorageFailure e) {
      throw e.kind() == StorageFailure.Kind.FULL ? UploadFailures.storeFull(e) : e;
    } finally {
      watch.worked(System.nanoTime() - begun);
      lock.unlock();
    }
  }

  @Override
  public Optional<String> contentType() {
    return Optional.ofNullable(book.place().contentType());
  }

  @Override
  public void chunk(long offset, List<ByteBuffer> bytes, int crc32c) {
    int length = bytes.stream().mapToInt(ByteBuffer::remaining).sum();
    boolean _ =
        working(() -> {
          parts.verify();
          verify(offset, bytes, length, crc32c);
          seek(offset);
          admit(offset + length);
          bytes.forEach(this::take);
          return true;
        });
    watch.heard(length);
  }

  private void take(ByteBuffer bytes) {
    Overlap again = overlap;
    if (again != null) {
      again.compare(bytes);
      overlap = again.over() ? null : again;
    }
    if (bytes.hasRemaining()) {
      append(bytes);
    }
  }

  private void append(ByteBuffer bytes) {
    if (book.upload().progress().state() != UploadState.OPEN) {
      throw UploadFailures.ended(book.upload().id(), UploadState.FINISHING, "");
    }
    parts.append(bytes);
  }

  private static void verify(long offset, List<ByteBuffer> bytes, int length, int said) {
    var crc = new CRC32C();
    bytes.forEach(piece -> crc.update(piece.duplicate()));
    if ((int) crc.getValue() != said) {
      throw UploadFailures.damaged(offset, length, (int) crc.getValue(), said);
    }
  }

  /// Goes to where a chunk begins.
  private void seek(long offset) {
    long expected = overlap == null ? parts.endBytes() : overlap.position();
    if (offset == expected) {
      return;
    }
    if (offset == parts.endBytes()) {
      overlap = null;
    } else if (offset > expected && offset > parts.sealedBytes()) {
      throw UploadFailures.ahead(offset, parts.sealedBytes(), expected);
    } else if (offset % StoredFile.BLOCK_BYTES == 0 && offset < parts.sealedBytes()) {
      parts.rewind();
      overlap = new Overlap(book::partAt, offset, parts.sealedBytes());
    } else {
      throw UploadFailures.behind(offset, parts.sealedBytes(), expected);
    }
  }

  private void admit(long endByte) {
    Long declared = book.upload().declared().sizeBytes();
    if (declared != null && endByte > declared) {
      throw UploadFailures.wrongSize("chunk.offset", declared, endByte);
    }
    needs.parts().rules().admitSize("chunk.offset", endByte);
  }

  @Override
  public Finished finish(Upload.Finish said) {
    return working(() -> needs.finisher().finish(caller, book, parts, said, () -> stopping));
  }

  @Override
  public long pause() {
    return working(() -> {
      parts.await();
      return parts.sealedBytes();
    });
  }

  @Override
  public void abandon() {
    parts.abandon(PartWriter.hungUp());
  }

  /// Ends it because the server stops; returns when it has ended.
  void stop() {
    stopping = true;
    FailureException why = UploadFailures.stopping();
    parts.abandon(why);
    end(why);
  }

  private void end(FailureException why) {
    lock.lock();
    try {
      if (!open) {
        return;
      }
      stopped = why;
      close();
    } finally {
      lock.unlock();
    }
    replies.failed(why);
  }

  /// What has come in whole parts is brought to safety first.
  @Override
  public void close() {
    lock.lock();
    try {
      if (!open) {
        return;
      }
      open = false;
      watch.close();
      parts.close();
      release();
    } finally {
      lock.unlock();
      needs.closed().accept(this);
    }
  }

  /// Who cannot say that it writes no more is taken to do so until its lease has run out.
  private void release() {
    try {
      book.release();
    } catch (DatabaseException e) {
      LOG.log(System.Logger.Level.DEBUG, "upload %s stays busy".formatted(book.upload().id()), e);
    }
  }

  private final class Watched implements UploadWatch.Watched {

    @Override
    public boolean working() {
      return lock.isLocked();
    }

    /// Who is not the writer any more learns of it when it writes.
    @Override
    public void renew() {
      try {
        book.renew();
      } catch (FailureException | DatabaseException e) {
        LOG.log(
            System.Logger.Level.DEBUG, "upload %s is not renewed".formatted(book.upload().id()), e);
      }
    }

    @Override
    public void stalled() {
      if (lock.tryLock()) {
        try {
          end(UploadFailures.stalled(book.upload().id()));
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
