package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.EXISTS;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;
import static io.heimdall.server.storage.StorageFailure.Kind.UNAVAILABLE;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An object store that speaks S3.
///
/// What the store can do is tried once, when it is opened, and logged; nothing is assumed from its
/// name. Each object carries its SHA-256 as user metadata, because not every store keeps or returns
/// a checksum.
public final class S3ObjectStore implements ObjectStore {

  private static final System.Logger LOG = System.getLogger(S3ObjectStore.class.getName());
  private static final int DELETE_BATCH = 1000;

  private final S3Client client;
  private final StoreConfig config;
  private final WriteRules rules;
  private final S3Parts parts;
  private final S3Urls urls;

  S3ObjectStore(S3Client client, StoreConfig config, StoreOptions options, StoreTraits traits) {
    this.client = client;
    this.config = config;
    this.rules = new WriteRules(traits, options.encryption());
    this.parts = new S3Parts(client, config, rules);
    this.urls = new S3Urls(config, options, traits);
  }

  /// Connects, makes the bucket unless it is there, and finds out what the store can do.
  ///
  /// @param config where it is
  /// @return the store; the caller closes
  public static S3ObjectStore open(StoreConfig config) {
    return open(config, StoreOptions.NONE);
  }

  /// Connects, makes the bucket unless it is there, and finds out what the store can do.
  ///
  /// @param config where it is
  /// @param options what is asked of it
  /// @return the store; the caller closes
  public static S3ObjectStore open(StoreConfig config, StoreOptions options) {
    S3Client client = S3Clients.open(config);
    try {
      new S3ObjectStore(client, config, options, StoreTraits.MODEST).ensureBucket();
      StoreTraits traits = StoreProbe.traits(client, config, options.encryption());
      LOG.log(
          System.Logger.Level.INFO,
          "object store {0}, bucket {1}: {2}",
          config.endpoint(),
          config.bucket(),
          traits);
      return new S3ObjectStore(client, config, options, traits);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /// Makes URLs to this store.
  ///
  /// @return the signer, which the store closes
  public UrlSigner urls() {
    return urls;
  }

  @Override
  public StoreAddress address() {
    return new StoreAddress(config.endpoint(), config.bucket());
  }

  @Override
  public void ensureBucket() {
    String what = "look up the bucket " + config.bucket();
    if (find(what, () -> client.headBucket(r -> r.bucket(config.bucket()))).isPresent()) {
      return;
    }
    call(
        "create the bucket " + config.bucket(),
        () -> {
          try {
            return client.createBucket(r -> r.bucket(config.bucket()));
          } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException alreadyThere) {
            return client.headBucket(r -> r.bucket(config.bucket()));
          }
        });
  }

  @Override
  public StoredObject put(PutRequest request) {
    String what = "write " + request.key();
    boolean createOnly = request.mode() == PutRequest.Mode.CREATE_ONLY;
    if (createOnly && !rules.traits().createsOnly() && head(request.key()).isPresent()) {
      throw new StorageFailure(
          EXISTS, "cannot " + what + ": the object exists", request.key(), null);
    }
    var upload = S3Upload.of(config.bucket(), request, rules);
    try {
      var _ = client.putObject(upload.request(), upload.body());
      settle(request.key());
      return upload.stored();
    } catch (SdkException e) {
      StorageFailure failure = S3Failures.of(what, request.key(), config, e);
      return ownEarlierAttempt(request, failure, e).orElseThrow(() -> failure);
    }
  }

  /// The object, when a first attempt had written it and only its answer was lost.
  private Optional<StoredObject> ownEarlierAttempt(
      PutRequest request, StorageFailure failure, SdkException e) {
    if (failure.kind() != EXISTS || e.numAttempts() < 2) {
      return Optional.empty();
    }
    return head(request.key())
        .filter(there -> there.sha256().equals(Optional.of(request.body().sha256())))
        .map(there -> {
          settle(there.key());
          return there;
        });
  }

  StoreTraits traits() {
    return rules.traits();
  }

  @Override
  public String beginParts(String key, String contentType, Map<String, String> metadata) {
    return parts.begin(key, contentType, metadata);
  }

  @Override
  public String putPart(String key, String uploadId, int partNumber, ObjectBody body) {
    return parts.put(key, uploadId, partNumber, body);
  }

  @Override
  public void completeParts(String key, String uploadId, Collection<StoredPart> all) {
    parts.complete(key, uploadId, all);
  }

  @Override
  public void abortParts(String key, String uploadId) {
    parts.abort(key, uploadId);
  }

  @Override
  public List<UnfinishedParts> unfinished(String prefix, Instant before) {
    return parts.unfinished(prefix, before);
  }

  @Override
  public void settle(String key) {
    config.localFiles().ifPresent(files -> files.force(key));
  }

  @Override
  public InputStream open(String key) {
    return call("read " + key, () -> client.getObject(r -> r.bucket(config.bucket()).key(key)));
  }

  @Override
  public InputStream open(String key, long offsetBytes, long lengthBytes) {
    return new BrokenOff(get(key, offsetBytes, lengthBytes));
  }

  private ResponseInputStream<GetObjectResponse> get(String key, long offsetBytes, long length) {
    String range = range(offsetBytes, length);
    return call(
        "read %s of %s".formatted(range, key),
        key,
        () -> client.getObject(r -> r.bucket(config.bucket()).key(key).range(range)));
  }

  private static String range(long offsetBytes, long length) {
    return "bytes=%d-%d".formatted(offsetBytes, offsetBytes + length - 1);
  }

  @Override
  public void read(String key, long offsetBytes, byte[] into, int length) {
    String what = "read %s of %s".formatted(range(offsetBytes, length), key);
    try (InputStream in = get(key, offsetBytes, length)) {
      int got = in.readNBytes(into, 0, length);
      if (got < length || in.read() >= 0) {
        throw new StorageFailure(
            CORRUPT,
            "cannot %s: expected %d bytes, got %s"
                .formatted(what, length, got < length ? got : "more"),
            key,
            null);
      }
    } catch (IOException e) {
      throw new StorageFailure(
          UNAVAILABLE,
          "cannot %s: the connection broke (%s)".formatted(what, e.getMessage()),
          key,
          e);
    }
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return find("look up " + key, () -> client.headObject(r -> r.bucket(config.bucket()).key(key)))
        .map(answer -> S3Upload.stored(key, answer));
  }

  @Override
  public ObjectPage list(String prefix, String afterKey, int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("a page has 1 to 1000 objects, asked for " + limit);
    }
    var answer =
        call(
            "list " + prefix,
            () ->
                client.listObjectsV2(r ->
                    r.bucket(config.bucket())
                        .prefix(prefix)
                        .startAfter(afterKey.isEmpty() ? null : afterKey)
                        .maxKeys(limit)));
    return new ObjectPage(
        answer.contents().stream().map(S3Upload::listed).toList(),
        Boolean.TRUE.equals(answer.isTruncated()));
  }

  @Override
  public void delete(Collection<String> keys) {
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += DELETE_BATCH) {
      List<String> batch = all.subList(from, Math.min(all.size(), from + DELETE_BATCH));
      var answer =
          call(
              "delete %d objects from %s on".formatted(batch.size(), batch.getFirst()),
              () -> client.deleteObjects(S3Upload.delete(config.bucket(), batch, rules.traits())));
      if (answer.hasErrors() && !answer.errors().isEmpty()) {
        throw S3Failures.of(answer.errors());
      }
    }
  }

  @Override
  public StoreStatus check() {
    return StoreProbe.check(this, client, config);
  }

  @Override
  public void close() {
    urls.close();
    client.close();
  }

  private <T> Optional<T> find(String what, Supplier<T> request) {
    try {
      return Optional.of(call(what, request));
    } catch (StorageFailure e) {
      if (e.kind() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private <T> T call(String what, Supplier<T> request) {
    return call(what, null, request);
  }

  private <T> T call(String what, @Nullable String objectKey, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw S3Failures.of(what, objectKey, config, e);
    }
  }
}
