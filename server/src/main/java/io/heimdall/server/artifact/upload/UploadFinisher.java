package io.heimdall.server.artifact.upload;

import static java.util.Objects.requireNonNull;

import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.artifact.content.ContentReader;
import io.heimdall.server.artifact.upload.UploadStream.Finished;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StorageFailure;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Makes a version of an upload of which all bytes have come: what is said of them is verified, the
/// object is completed, and the version is committed. Each step can be done again by another
/// writer; what is not as it was said to be ends the upload.
final class UploadFinisher {

  private static final String FINISH_SIZE = "finish.size_bytes";
  private static final String FINISH_HASH = "finish.sha256";

  private final ObjectStore store;
  private final UploadCommit commit;
  private final UploadGate gate;

  UploadFinisher(ObjectStore store, UploadCommit commit, UploadGate gate) {
    this.store = store;
    this.commit = commit;
    this.gate = gate;
  }

  /// @param caller who finishes
  /// @param book the upload
  /// @param parts its bytes
  /// @param said what the caller says of the whole
  /// @param stopping whether to break off what can take minutes
  Finished finish(
      Caller caller,
      WriterBook book,
      PartWriter parts,
      Upload.Finish said,
      BooleanSupplier stopping) {
    verifySaid(book.upload(), said, parts.endBytes());
    if (book.place().multipartId() == null) {
      return whole(caller, book, parts, said);
    }
    parts.sealLast();
    parts.await();
    if (book.upload().progress().state() == UploadState.OPEN) {
      book.finishing(said);
    }
    Sha256 seen = parts.sha256();
    if (seen != null) {
      verifyHash(said, seen);
    }
    if (book.persistedBytes() != said.sizeBytes()) {
      throw new IllegalStateException(
          "%d of %d bytes of %s are safe"
              .formatted(book.persistedBytes(), said.sizeBytes(), book.fence()));
    }
    long storedBytes =
        book.place().encoding() == FileEncoding.ZSTD
            ? book.frames().storedBytes()
            : said.sizeBytes();
    complete(book, parts, storedBytes);
    if (seen == null) {
      verifyHash(said, readBack(book, said.sizeBytes(), storedBytes, stopping));
    }
    boolean admitted = admitted(book, said);
    return commit.commit(caller, book, said, new UploadCommit.Stored(storedBytes, null, admitted));
  }

  /// Asks who decides, unless nothing new would be kept.
  ///
  /// @return whether it may be kept; where it may not, that is thrown
  private boolean admitted(WriterBook book, Upload.Finish said) {
    if (!gate.asks()) {
      return true;
    }
    if (commit.unchanged(book, said)) {
      return false;
    }
    // A question can take a while.
    book.renew();
    gate.admit(file(book.upload(), book.place(), said));
    return true;
  }

  private static UploadedFile file(Upload upload, Upload.Place place, Upload.Finish said) {
    UploadSpec spec = UploadSpec.read(upload.target().specJson());
    String kept = requireNonNull(place.contentType());
    String sniffed = place.sniffedType();
    return new UploadedFile(
        upload.id(),
        upload.target().artifactId(),
        upload.owner(),
        upload.target().name(),
        new UploadedFile.Types(spec.contentType(), sniffed == null ? kept : sniffed, kept),
        said,
        spec.artifact());
  }

  /// What fits one part is written at once.
  private Finished whole(Caller caller, WriterBook book, PartWriter parts, Upload.Finish said) {
    Part all = parts.whole();
    Sha256 seen = parts.sha256();
    if (seen == null) {
      throw new IllegalStateException("bytes of %s are safe nowhere".formatted(book.fence()));
    }
    verifyHash(said, seen);
    boolean admitted = admitted(book, said);
    ObjectBody body = all == null ? ObjectBody.of(new byte[0]) : all.body();
    var _ =
        store.put(
            PutRequest.create(
                book.place().objectKey(),
                body,
                requireNonNull(book.place().contentType()),
                Map.of("artifact", book.upload().target().artifactId().toString())));
    UploadPart part = all == null ? null : all.stored(1, "");
    return commit.commit(
        caller, book, said, new UploadCommit.Stored(body.sizeBytes(), part, admitted));
  }

  private void complete(WriterBook book, PartWriter parts, long storedBytes) {
    // One who was replaced leaves the object to the other.
    book.renew();
    Upload.Place place = book.place();
    String multipartId = place.multipartId();
    try {
      store.completeParts(place.objectKey(), String.valueOf(multipartId), book.parts());
    } catch (StorageFailure e) {
      throw e.kind() == StorageFailure.Kind.NOT_FOUND ? parts.partsLost() : e;
    }
    boolean whole =
        store.head(place.objectKey()).filter(found -> found.sizeBytes() == storedBytes).isPresent();
    if (!whole) {
      throw parts.partsLost();
    }
  }

  private static void verifySaid(Upload upload, Upload.Finish said, long came) {
    Upload.Declared declared = upload.declared();
    if (said.sizeBytes() != came) {
      throw UploadFailures.wrongSize(FINISH_SIZE, said.sizeBytes(), came);
    }
    if (declared.sizeBytes() != null && declared.sizeBytes() != came) {
      throw UploadFailures.wrongSize(FINISH_SIZE, declared.sizeBytes(), came);
    }
    if (declared.sha256() != null && !declared.sha256().equals(said.sha256())) {
      throw UploadFailures.wrongHash(FINISH_HASH, declared.sha256(), said.sha256());
    }
  }

  private static void verifyHash(Upload.Finish said, Sha256 found) {
    if (!found.hex().equals(said.sha256())) {
      throw UploadFailures.wrongHash(FINISH_HASH, said.sha256(), found.hex());
    }
  }

  private Sha256 readBack(
      WriterBook book, long sizeBytes, long storedBytes, BooleanSupplier stopping) {
    MessageDigest hash = Sha256.newDigest();
    StoredFile file = UploadCommit.file(book, new Upload.Finish(sizeBytes, ""), storedBytes);
    try (var object = new ContentReader(store, file, new PartSums(book), 0, sizeBytes)) {
      for (var bytes = object.next(); bytes.isPresent(); bytes = object.next()) {
        hash.update(bytes.get());
        if (stopping.getAsBoolean()) {
          throw UploadFailures.stopping();
        }
      }
    }
    return Sha256.ofDigest(hash.digest());
  }
}
