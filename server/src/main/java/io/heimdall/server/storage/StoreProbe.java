package io.heimdall.server.storage;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Finds out by trying what a store can do and whether it works.
final class StoreProbe {

  private static final byte[] PROBE = "heimdall".getBytes(StandardCharsets.US_ASCII);
  private static final String CONTENT_TYPE = "text/plain";

  private StoreProbe() {}

  /// Writes two probe objects, or three, and removes them.
  static StoreTraits traits(S3Client client, StoreConfig config, StoreEncryption encryption) {
    String key = probeKey();
    try {
      checkEncryption(client, config, key + "-sealed", encryption);
      boolean verifies = refuses(client, config, key, rules(true, false, encryption), 1);
      WriteRules rules = rules(verifies, true, encryption);
      var _ = put(client, config, key + "-once", rules, 0);
      boolean createsOnly = refuses(client, config, key + "-once", rules, 0);
      return new StoreTraits(verifies, createsOnly);
    } catch (S3Exception e) {
      if (e.statusCode() == 501 || e.statusCode() == 400) {
        return StoreTraits.MODEST;
      }
      throw S3Failures.of("try the bucket " + config.bucket(), config, e);
    } catch (SdkException e) {
      throw S3Failures.of("try the bucket " + config.bucket(), config, e);
    } finally {
      remove(client, config, List.of(key, key + "-once", key + "-sealed"));
    }
  }

  private static WriteRules rules(
      boolean verifiesCrc32c, boolean createsOnly, StoreEncryption encryption) {
    return new WriteRules(new StoreTraits(verifiesCrc32c, createsOnly), encryption);
  }

  /// A store that cannot encrypt must be told from one that knows no checksums.
  private static void checkEncryption(
      S3Client client, StoreConfig config, String key, StoreEncryption encryption) {
    if (encryption instanceof StoreEncryption.None) {
      return;
    }
    try {
      var written = put(client, config, key, new WriteRules(StoreTraits.MODEST, encryption), 0);
      if (written.serverSideEncryption() == null) {
        throw new StorageFailure(
            StorageFailure.Kind.UNSUPPORTED,
            "cannot write an object encrypted: the store at %s takes it, and does not encrypt it"
                .formatted(config.endpoint()));
      }
    } catch (SdkException e) {
      throw S3Failures.of("write an object encrypted", config, e);
    }
  }

  static StoreStatus check(ObjectStore store, S3Client client, StoreConfig config) {
    OptionalLong free = config.localFiles().map(LocalFiles::freeBytes).orElse(OptionalLong.empty());
    boolean present;
    try {
      present = bucketPresent(client, config);
    } catch (StorageFailure e) {
      return status(false, false, free, message(e));
    }
    if (!present) {
      return status(true, false, free, "there is no bucket " + config.bucket());
    }
    try {
      Duration roundTrip = roundTrip(store);
      return new StoreStatus(
          true, true, Optional.of(roundTrip), versioned(client, config), free, Optional.empty());
    } catch (StorageFailure e) {
      return status(true, true, free, message(e));
    }
  }

  private static StoreStatus status(
      boolean reachable, boolean bucketPresent, OptionalLong freeBytes, String problem) {
    return new StoreStatus(
        reachable,
        bucketPresent,
        Optional.empty(),
        Optional.empty(),
        freeBytes,
        Optional.of(problem));
  }

  private static Duration roundTrip(ObjectStore store) {
    String key = probeKey();
    byte[] back = new byte[PROBE.length];
    long begun = System.nanoTime();
    try {
      store.put(PutRequest.create(key, ObjectBody.of(PROBE), CONTENT_TYPE, Map.of()));
      store.read(key, 0, back, back.length);
    } finally {
      store.delete(List.of(key));
    }
    long nanos = System.nanoTime() - begun;
    if (!Arrays.equals(back, PROBE)) {
      throw StorageFailure.corrupt(key, "the store returned other bytes than it was given");
    }
    return Duration.ofNanos(nanos);
  }

  private static String message(StorageFailure e) {
    return String.valueOf(e.getMessage());
  }

  private static boolean bucketPresent(S3Client client, StoreConfig config) {
    try {
      client.headBucket(r -> r.bucket(config.bucket()));
      return true;
    } catch (SdkException e) {
      StorageFailure failure = S3Failures.of("look up the bucket " + config.bucket(), config, e);
      if (failure.kind() == StorageFailure.Kind.NOT_FOUND) {
        return false;
      }
      throw failure;
    }
  }

  private static Optional<Boolean> versioned(S3Client client, StoreConfig config) {
    try {
      BucketVersioningStatus status =
          client.getBucketVersioning(r -> r.bucket(config.bucket())).status();
      return Optional.of(status == BucketVersioningStatus.ENABLED);
    } catch (SdkException _) {
      return Optional.empty();
    }
  }

  private static boolean refuses(
      S3Client client, StoreConfig config, String key, WriteRules rules, int crcError) {
    try {
      var _ = put(client, config, key, rules, crcError);
      return false;
    } catch (S3Exception e) {
      int status = e.statusCode();
      if (status == 400 || status == 409 || status == 412) {
        return true;
      }
      throw e;
    }
  }

  private static PutObjectResponse put(
      S3Client client, StoreConfig config, String key, WriteRules rules, int crcError) {
    ObjectBody body = ObjectBody.of(PROBE);
    var request =
        S3Upload.of(config.bucket(), PutRequest.create(key, body, CONTENT_TYPE, Map.of()), rules)
            .request()
            .toBuilder();
    if (rules.traits().verifiesCrc32c()) {
      request.checksumCRC32C(S3Upload.base64(body.crc32c() + crcError));
    }
    return client.putObject(request.build(), RequestBody.fromBytes(PROBE));
  }

  private static void remove(S3Client client, StoreConfig config, List<String> keys) {
    for (String key : keys) {
      try {
        client.deleteObject(r -> r.bucket(config.bucket()).key(key));
      } catch (SdkException _) {
        // A leftover probe of nine bytes under temp/ is swept like everything there.
      }
    }
  }

  private static String probeKey() {
    return "temp/probe-" + UUID.randomUUID();
  }
}
