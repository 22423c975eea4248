package io.heimdall.server.artifact.upload;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.db.artifact.UploadParts;
import io.heimdall.db.artifact.UploadRepository;
import io.heimdall.db.artifact.UploadWriting;
import io.heimdall.db.artifact.WriterFence;
import io.heimdall.server.storage.StoredPart;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// What the writer of an upload keeps in the database. Everything here fails once another has
/// become the writer, or the upload is over: UPLOAD_BUSY or UPLOAD_ENDED. Safe for any number of
/// threads.
final class WriterBook {

  /// Numbers of parts that are taken at a time: as many parts as are filled and written at once.
  private static final int NUMBERS = 4;

  private final Transactions transactions;
  private final UploadWriting.Opened opened;
  private final Duration lease;
  private final Duration retention;
  private final InstantSource clock;
  private final UploadWriting writing = new UploadWriting();
  private final UploadParts parts = new UploadParts();
  private final UploadRepository uploads = new UploadRepository();

  /// Written by the one thread that fills parts, before it begins one.
  private volatile Upload.Place place;

  /// The same.
  private volatile int nextPart;

  /// The number behind those that are taken and not used yet. The same thread only.
  private int takenEnd;

  /// @param lease for how long nobody else can write after each sign of this writer
  /// @param retention how long the upload is kept after each part
  WriterBook(
      Transactions transactions,
      UploadWriting.Opened opened,
      Duration lease,
      Duration retention,
      InstantSource clock) {
    this.transactions = transactions;
    this.opened = opened;
    this.lease = lease;
    this.retention = retention;
    this.clock = clock;
    this.place = opened.upload().place();
    this.nextPart = opened.nextPart();
    this.takenEnd = nextPart;
  }

  /// The upload as it was when it was opened.
  Upload upload() {
    return opened.upload();
  }

  WriterFence fence() {
    return opened.fence();
  }

  /// Where the bytes go, with what is known of it now.
  Upload.Place place() {
    return place;
  }

  void begin(String contentType, String sniffedType, FileEncoding encoding, String multipartId) {
    Upload.Place known = place.known(contentType, sniffedType, encoding, multipartId);
    verify(tx -> writing.begin(tx, fence(), known));
    place = known;
  }

  /// Takes note of what an object is that is written whole; its row says so when it is committed.
  void known(String contentType, String sniffedType, FileEncoding encoding) {
    place = place.known(contentType, sniffedType, encoding, null);
  }

  /// The number that the next part gets, if nobody becomes the writer instead.
  int nextPart() {
    return nextPart;
  }

  /// Takes a number for a part before it is written.
  ///
  /// @throws io.heimdall.server.failure.FailureException with UPLOAD_PARTS_USED_UP
  int takePartNumber() {
    int number = nextPart;
    if (number == takenEnd) {
      number =
          transactions
              .inTransaction(tx -> writing.takePartNumbers(tx, fence(), NUMBERS))
              .orElseThrow(this::lost);
      takenEnd = number + NUMBERS;
    }
    if (number > PartSizes.MOST_PARTS) {
      throw UploadFailures.partsUsedUp(upload().id());
    }
    nextPart = number + 1;
    return number;
  }

  void add(UploadPart part) {
    verify(tx -> writing.add(tx, fence(), part, lease, clock.instant().plus(retention)));
  }

  void finishing(Upload.Finish finish) {
    verify(tx -> writing.finishing(tx, fence(), finish));
  }

  List<StoredPart> parts() {
    return transactions.inTransaction(tx -> parts.receipts(tx, upload().id())).entrySet().stream()
        .map(part -> new StoredPart(part.getKey(), part.getValue()))
        .toList();
  }

  /// How many bytes are safe.
  long persistedBytes() {
    return transactions
        .inTransaction(tx -> uploads.find(tx, upload().owner(), upload().id()))
        .orElseThrow(() -> UploadFailures.notFound(upload().id()))
        .progress()
        .persistedBytes();
  }

  /// The frames of all parts that are safe, where they are compressed.
  FrameSizes frames() {
    return FrameSizes.of(transactions.inTransaction(tx -> uploads.frames(tx, upload().id())));
  }

  /// The part that holds a byte, which is safe.
  UploadPart partAt(long offset) {
    return transactions
        .inTransaction(tx -> parts.partAt(tx, upload().id(), offset))
        .orElseThrow(this::lost);
  }

  /// Stays the writer for another lease.
  void renew() {
    verify(tx -> writing.renew(tx, fence(), lease));
  }

  /// Writes no more, and gives back the numbers that were taken for no part.
  void release() {
    var _ = transactions.inTransaction(tx -> writing.release(tx, fence(), nextPart));
  }

  private void verify(Function<Tx, Boolean> change) {
    if (!transactions.inTransaction(change)) {
      throw lost();
    }
  }

  /// Why this is not the writer any more.
  RuntimeException lost() {
    return transactions.inTransaction(this::lost);
  }

  /// The same in an open transaction.
  RuntimeException lost(Tx tx) {
    Upload now =
        uploads
            .find(tx, upload().owner(), upload().id())
            .orElseThrow(() -> UploadFailures.notFound(upload().id()));
    Upload.Progress progress = now.progress();
    return progress.state().over()
        ? UploadFailures.ended(now.id(), progress.state(), progress.endReason())
        : UploadFailures.busy(now.id());
  }
}
