package io.heimdall.server.artifact.signed;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.upload.NewUpload;
import io.heimdall.server.artifact.upload.UploadReplies;
import io.heimdall.server.artifact.upload.UploadStream;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.SignedUrl;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.UrlRequest;
import io.heimdall.server.storage.UrlSigner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// URLs that write the bytes of uploads. Safe for any number of threads.
///
/// The bytes go to an object of the upload's that nothing else reads. To complete the upload they
/// are read from there as if the caller sent them: hashed, checked, perhaps compressed, and written
/// to the upload's own object, which no URL can write. So they cannot change any more once they are
/// verified, and everything that holds for uploads holds for these.
public final class SignedWrites {

  /// The most bytes that S3 takes in one request.
  public static final long MOST_BYTES = 5L << 30;

  private static final String PREFIX = "temp/signed/";
  private static final String ANY_TYPE = "application/octet-stream";
  private static final int READ_BYTES = 1 << 20;

  /// What nobody completes is removed so long after its upload has ended.
  private static final Duration SPARE = Duration.ofDays(1);

  private static final System.Logger LOG = System.getLogger(SignedWrites.class.getName());

  private final Transactions transactions;
  private final ObjectStore store;
  private final UrlSigner urls;
  private final Uploads uploads;
  private final InstantSource clock;
  private final ArtifactJournal journal;
  private final ObjectGarbage garbage = new ObjectGarbage();

  /// Prepares to sign.
  ///
  /// @param transactions where rows are
  /// @param store where objects are
  /// @param urls makes the URLs
  /// @param uploads what the bytes are of
  /// @param clock the host's UTC
  public SignedWrites(
      Transactions transactions,
      ObjectStore store,
      UrlSigner urls,
      Uploads uploads,
      InstantSource clock) {
    this.transactions = transactions;
    this.store = store;
    this.urls = urls;
    this.uploads = uploads;
    this.clock = clock;
    this.journal = new ArtifactJournal(clock);
  }

  /// An upload that is written by a URL.
  ///
  /// @param upload the upload
  /// @param url the URL; empty where the upload is done, since there is nothing to send
  public record Signed(Upload upload, Optional<SignedUrl> url) {}

  /// Begins an upload, or finds the one that the same request began, and makes a URL that writes
  /// its bytes, which is noted in the audit log. It is good for no longer than the upload waits.
  ///
  /// @param caller who asks
  /// @param wanted what comes, its size included
  /// @param validity for how long, in whole seconds
  /// @return the upload and its URL
  /// @throws FailureException with what [Uploads#start] throws, ROLE_TOO_SMALL, FIELD_INVALID,
  ///   ARTIFACT_TOO_LARGE or UPLOAD_ENDED
  public Signed sign(Caller caller, NewUpload wanted, Duration validity) {
    SignedFailures.requireOperator(caller);
    long sizeBytes = SignedFailures.requireSize(wanted.sizeBytes(), MOST_BYTES);
    Upload upload = uploads.start(caller, wanted);
    UploadState state = upload.progress().state();
    if (state == UploadState.DONE) {
      return new Signed(upload, Optional.empty());
    }
    if (state != UploadState.OPEN) {
      throw SignedFailures.ended(upload);
    }
    String type = wanted.target().contentType();
    SignedUrl url =
        urls.sign(
            new UrlRequest.Put(
                key(upload.id()),
                shortened(validity, upload),
                type.isEmpty() ? ANY_TYPE : type,
                sizeBytes,
                Optional.ofNullable(wanted.sha256()).map(Sha256::parse)));
    transactions.runInTransaction(tx -> {
      garbage.keep(tx, key(upload.id()), upload.expiresAt().plus(SPARE));
      journal.note(
          tx,
          caller.name(),
          "artifact.sign",
          upload.target().artifactId(),
          Map.of(
              "method",
              url.method(),
              "uploadId",
              upload.id().toString(),
              "sizeBytes",
              sizeBytes,
              "expiresAt",
              url.expiresAt().toString()));
    });
    return new Signed(upload, Optional.of(url));
  }

  private Duration shortened(Duration validity, Upload upload) {
    Instant now = clock.instant();
    Duration left = Duration.ofSeconds(Duration.between(now, upload.expiresAt()).toSeconds());
    if (left.compareTo(UrlSigner.SHORTEST) < 0) {
      throw SignedFailures.ended(upload);
    }
    return validity.compareTo(left) < 0 ? validity : left;
  }

  /// Makes a version of what was written by a URL. Can be repeated.
  ///
  /// @param caller who uploads
  /// @param id the upload
  /// @param sha256 what the caller says of the whole, 64 lower-case hexadecimal digits; null where
  ///   that was said before, or it is whatever has come
  /// @return what has become of it
  /// @throws FailureException with UPLOAD_NOT_FOUND, UPLOAD_NOT_WRITTEN, UPLOAD_BUSY, UPLOAD_ENDED,
  ///   or what finishing an upload throws
  public UploadStream.Finished complete(Caller caller, UUID id, @Nullable String sha256) {
    Upload upload = uploads.get(caller, id);
    String key = key(id);
    if (open(upload) && store.head(key).isEmpty() && open(uploads.get(caller, id))) {
      throw SignedFailures.notWritten(id);
    }
    keep(upload);
    UploadStream.Finished finished;
    try (UploadStream stream = uploads.write(caller, id, new Unheard())) {
      // Another may have completed it before this one became its writer.
      Upload.Finish finish = uploads.get(caller, id).progress().finish();
      Upload.Finish said = finish == null ? copy(key, stream) : finish;
      finished = stream.finish(sha256 == null ? said : new Upload.Finish(said.sizeBytes(), sha256));
    } catch (FailureException e) {
      if (uploads.get(caller, id).progress().state() == UploadState.ENDED) {
        remove(key);
      }
      throw e;
    }
    remove(key);
    return finished;
  }

  private static boolean open(Upload upload) {
    return upload.progress().state() == UploadState.OPEN;
  }

  /// An upload that gets on waits anew, and may be completed from the object for as long.
  private void keep(Upload upload) {
    Duration life = Duration.between(upload.createdAt(), upload.expiresAt());
    if (!upload.progress().state().over()) {
      transactions.runInTransaction(
          tx -> garbage.keep(tx, key(upload.id()), clock.instant().plus(life).plus(SPARE)));
    }
  }

  /// Sends what is in the object, all of it: what is safe already is compared.
  private Upload.Finish copy(String key, UploadStream stream) {
    MessageDigest hash = Sha256.newDigest();
    byte[] buffer = new byte[READ_BYTES];
    long offset = 0;
    try (InputStream object = store.open(key)) {
      for (int n = object.readNBytes(buffer, 0, buffer.length);
          n > 0;
          n = object.readNBytes(buffer, 0, buffer.length)) {
        hash.update(buffer, 0, n);
        var crc = new CRC32C();
        crc.update(buffer, 0, n);
        stream.chunk(offset, List.of(ByteBuffer.wrap(buffer, 0, n)), (int) crc.getValue());
        offset += n;
      }
    } catch (IOException e) {
      throw new StorageFailure(
          StorageFailure.Kind.UNAVAILABLE,
          "cannot read %s to its end: the connection broke".formatted(key),
          key,
          e);
    }
    return new Upload.Finish(offset, Sha256.ofDigest(hash.digest()).hex());
  }

  /// What stays now is removed with other garbage.
  private void remove(String key) {
    try {
      store.delete(List.of(key));
    } catch (StorageFailure e) {
      LOG.log(System.Logger.Level.WARNING, "{0} stays for now: {1}", key, e.getMessage());
    }
  }

  private static String key(UUID uploadId) {
    return PREFIX + uploadId;
  }

  /// Nobody waits for news: the caller has one answer.
  private record Unheard() implements UploadReplies {

    @Override
    public void persisted(long bytes) {}

    @Override
    public void failed(FailureException failure) {}
  }
}
