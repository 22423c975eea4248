package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Objects that are written in parts.
///
/// A part's receipt is its ETag, and behind a space its CRC32C, where the store wants to see that
/// too when the object is completed. The embedded server, which checks each part as it comes, is
/// not asked to make a checksum of all: it would read every part once more. Of its parts the
/// receipt has the size instead, as `size=BYTES`.
final class S3Parts {

  /// A server may have to copy all parts: 100 GiB at 100 MB/s take 18 minutes.
  private static final Duration COMPLETE_TIMEOUT = Duration.ofMinutes(30);

  private static final int MAX_LISTED = 10_000;
  private static final String SIZE = "size=";

  private final S3Client client;
  private final StoreConfig config;
  private final WriteRules rules;
  private final Optional<LocalParts> localParts;
  private final boolean composesChecksums;
  private final PickedParts picked;

  S3Parts(S3Client client, StoreConfig config, WriteRules rules) {
    this.client = client;
    this.config = config;
    this.rules = rules;
    this.localParts = config.localFiles().map(files -> new LocalParts(files.bucketDirectory()));
    this.composesChecksums = rules.traits().verifiesCrc32c() && localParts.isEmpty();
    this.picked = new PickedParts(client, config, rules.encryption());
  }

  String begin(String key, String contentType, Map<String, String> metadata) {
    var request =
        CreateMultipartUploadRequest.builder()
            .bucket(config.bucket())
            .key(key)
            .contentType(contentType)
            .metadata(metadata);
    if (composesChecksums) {
      request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
    }
    S3Encryption.ask(rules.encryption(), request);
    String uploadId =
        call("begin the parts of " + key, key, () -> client.createMultipartUpload(request.build()))
            .uploadId();
    localParts.ifPresent(files -> files.forceBegun(key, uploadId));
    return uploadId;
  }

  String put(String key, String uploadId, int partNumber, ObjectBody body) {
    var request =
        UploadPartRequest.builder()
            .bucket(config.bucket())
            .key(key)
            .uploadId(uploadId)
            .partNumber(StoredPart.number(partNumber))
            .contentLength(body.sizeBytes());
    String crc32c = S3Upload.base64(body.crc32c());
    if (rules.traits().verifiesCrc32c()) {
      request.checksumCRC32C(crc32c);
    } else {
      request.contentMD5(S3Upload.md5(body));
    }
    String etag =
        call(
                "write part %d of %s".formatted(partNumber, key),
                key,
                () ->
                    client.uploadPart(
                        request.build(), S3Upload.payload(body, "application/octet-stream")))
            .eTag();
    localParts.ifPresent(files -> files.forcePart(key, uploadId, partNumber));
    if (localParts.isPresent()) {
      return etag + " " + SIZE + body.sizeBytes();
    }
    return composesChecksums ? etag + " " + crc32c : etag;
  }

  void complete(String key, String uploadId, Collection<StoredPart> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("an object has one part at least: " + key);
    }
    List<CompletedPart> inOrder =
        parts.stream()
            .sorted(Comparator.comparingInt(StoredPart::partNumber))
            .map(S3Parts::completed)
            .toList();
    localParts.ifPresentOrElse(
        files ->
            files.complete(
                key,
                uploadId,
                inOrder.stream().map(CompletedPart::partNumber).toList(),
                () -> {
                  parts.forEach(part -> requireSize(files, key, uploadId, part));
                  complete(key, uploadId, inOrder);
                }),
        () -> complete(key, uploadId, inOrder));
  }

  private static void requireSize(LocalParts files, String key, String uploadId, StoredPart part) {
    String[] receipt = part.receipt().split(" " + SIZE, 2);
    if (receipt.length > 1) {
      files.requireSize(key, uploadId, part.partNumber(), Long.parseLong(receipt[1]));
    }
  }

  private void complete(String key, String uploadId, List<CompletedPart> inOrder) {
    try {
      var _ =
          call(
              "complete " + key,
              key,
              () ->
                  client.completeMultipartUpload(r ->
                      r.bucket(config.bucket())
                          .key(key)
                          .uploadId(uploadId)
                          .multipartUpload(all -> all.parts(inOrder))
                          .overrideConfiguration(S3Parts::patient)));
    } catch (StorageFailure e) {
      if (!isDone(e, key)) {
        picked.complete(key, uploadId, inOrder, e);
      }
    }
  }

  void abort(String key, String uploadId) {
    localParts.ifPresentOrElse(
        files -> files.abort(uploadId, () -> remove(key, uploadId)), () -> remove(key, uploadId));
  }

  private void remove(String key, String uploadId) {
    try {
      var _ =
          call(
              "remove the parts of " + key,
              key,
              () ->
                  client.abortMultipartUpload(
                      r -> r.bucket(config.bucket()).key(key).uploadId(uploadId)));
    } catch (StorageFailure e) {
      if (e.kind() != NOT_FOUND) {
        throw e;
      }
    }
  }

  List<UnfinishedParts> unfinished(String prefix, Instant before) {
    var pages =
        client
            .listMultipartUploadsPaginator(r -> r.bucket(config.bucket()).prefix(prefix))
            .uploads();
    return call(
        "list the parts of " + prefix,
        prefix,
        () -> {
          List<UnfinishedParts> found = new ArrayList<>();
          for (MultipartUpload upload : pages) {
            var one = new UnfinishedParts(upload.key(), upload.uploadId(), begunAt(upload));
            if (found.size() < MAX_LISTED && one.begunAt().isBefore(before)) {
              found.add(one);
            }
          }
          localParts.stream()
              .flatMap(files -> files.stranded(prefix).stream())
              .filter(one -> one.begunAt().isBefore(before))
              .forEach(found::add);
          return List.copyOf(found);
        });
  }

  private Instant begunAt(MultipartUpload upload) {
    return localParts
        .flatMap(files -> files.begunAt(upload.key(), upload.uploadId()))
        .orElse(upload.initiated());
  }

  /// Lets a request take as long as a store may need for it.
  static void patient(AwsRequestOverrideConfiguration.Builder request) {
    request.apiCallAttemptTimeout(COMPLETE_TIMEOUT).apiCallTimeout(COMPLETE_TIMEOUT);
  }

  private boolean isDone(StorageFailure e, String key) {
    return (e.kind() == NOT_FOUND || e.kind() == CORRUPT) && exists(key);
  }

  private boolean exists(String key) {
    try {
      var _ =
          call(
              "look up " + key,
              key,
              () -> client.headObject(r -> r.bucket(config.bucket()).key(key)));
      return true;
    } catch (StorageFailure e) {
      if (e.kind() == NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private static CompletedPart completed(StoredPart part) {
    String[] receipt = part.receipt().split(" ", 2);
    var completed = CompletedPart.builder().partNumber(part.partNumber()).eTag(receipt[0]);
    if (receipt.length > 1 && !receipt[1].startsWith(SIZE)) {
      completed.checksumCRC32C(receipt[1]);
    }
    return completed.build();
  }

  private <T> T call(String what, String key, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw S3Failures.of(what, key, config, e);
    }
  }
}
