package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Part;

/// Completes an object of some of the parts that a store has, where it wants to be named all of
/// them, as Ceph does: AWS and MinIO leave out what is not named.
///
/// A part that nobody counts on is left where a server died, or lost its answer, between the
/// store's part and its own row of it. Parts cannot be removed one by one. So the object is
/// completed of all, and then replaced by one into which the store copies those that were meant.
/// Who is killed between the two leaves an object that is too long; its size tells.
final class PickedParts {

  /// No part but the last may be smaller, and none copied larger.
  private static final int MIN_PART_BYTES = 5 << 20;

  private static final long MAX_COPY_BYTES = 5L << 30;
  private static final long COPY_BYTES = 4L << 30;

  private final S3Client client;
  private final StoreConfig config;
  private final StoreEncryption encryption;

  PickedParts(S3Client client, StoreConfig config, StoreEncryption encryption) {
    this.client = client;
    this.config = config;
    this.encryption = encryption;
  }

  /// Completes an object that the store refused to complete, or throws what it said.
  ///
  /// @param key the object's key
  /// @param uploadId the parts'
  /// @param meant the parts that it is to be made of, in order
  /// @param refusal what the store said
  void complete(String key, String uploadId, List<CompletedPart> meant, StorageFailure refusal) {
    if (refusal.kind() != CORRUPT) {
      throw refusal;
    }
    List<Part> all = listed(key, uploadId);
    if (all.size() == meant.size() || !holds(all, meant)) {
      throw refusal;
    }
    Set<Integer> numbers = meant.stream().map(CompletedPart::partNumber).collect(toSet());
    List<Part> legal =
        all.stream()
            .map(part -> numbers.contains(part.partNumber()) ? part : enlarged(key, uploadId, part))
            .toList();
    completed(
        key, uploadId, legal.stream().map(PickedParts::named).toList(), bytes(legal.stream()));
    long meantBytes = bytes(legal.stream().filter(part -> numbers.contains(part.partNumber())));
    replace(key, ranges(legal, numbers), meantBytes);
  }

  private static boolean holds(List<Part> all, List<CompletedPart> meant) {
    Map<Integer, String> tags = all.stream().collect(toMap(Part::partNumber, Part::eTag));
    return meant.stream().allMatch(part -> part.eTag().equals(tags.get(part.partNumber())));
  }

  /// A part of no use that is large enough to stand before others.
  private Part enlarged(String key, String uploadId, Part part) {
    if (part.size() >= MIN_PART_BYTES) {
      return part;
    }
    String etag =
        call(
                "write over part %d of %s".formatted(part.partNumber(), key),
                key,
                () ->
                    client.uploadPart(
                        r ->
                            r.bucket(config.bucket())
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(part.partNumber()),
                        RequestBody.fromBytes(new byte[MIN_PART_BYTES])))
            .eTag();
    return part.toBuilder().eTag(etag).size((long) MIN_PART_BYTES).build();
  }

  private static List<String> ranges(List<Part> all, Set<Integer> meant) {
    List<String> ranges = new ArrayList<>();
    long begin = 0;
    long end = 0;
    for (Part part : all) {
      if (meant.contains(part.partNumber())) {
        end += part.size();
      } else {
        addRanges(ranges, begin, end);
        end += part.size();
        begin = end;
      }
    }
    addRanges(ranges, begin, end);
    return ranges;
  }

  private static void addRanges(List<String> ranges, long begin, long end) {
    for (long from = begin; from < end; ) {
      long to = end - from <= MAX_COPY_BYTES ? end : from + COPY_BYTES;
      ranges.add("bytes=%d-%d".formatted(from, to - 1));
      from = to;
    }
  }

  private static long bytes(Stream<Part> parts) {
    return parts.mapToLong(Part::size).sum();
  }

  private void replace(String key, List<String> ranges, long meantBytes) {
    HeadObjectResponse old = head(key);
    var begin =
        CreateMultipartUploadRequest.builder()
            .bucket(config.bucket())
            .key(key)
            .contentType(old.contentType())
            .metadata(old.metadata());
    S3Encryption.ask(encryption, begin);
    String uploadId =
        call("begin a copy of " + key, key, () -> client.createMultipartUpload(begin.build()))
            .uploadId();
    List<CompletedPart> copies = new ArrayList<>();
    for (String range : ranges) {
      copies.add(copied(key, uploadId, copies.size() + 1, range));
    }
    completed(key, uploadId, copies, meantBytes);
  }

  private CompletedPart copied(String key, String uploadId, int partNumber, String range) {
    String etag =
        call(
                "copy %s of %s".formatted(range, key),
                key,
                () ->
                    client.uploadPartCopy(r ->
                        r.sourceBucket(config.bucket())
                            .sourceKey(key)
                            .copySourceRange(range)
                            .destinationBucket(config.bucket())
                            .destinationKey(key)
                            .uploadId(uploadId)
                            .partNumber(partNumber)
                            .overrideConfiguration(S3Parts::patient)))
            .copyPartResult()
            .eTag();
    return CompletedPart.builder().partNumber(partNumber).eTag(etag).build();
  }

  /// Completes an object. Parts that are not there any more became it in an earlier attempt of
  /// which the answer was lost, if it is as long as they are.
  private void completed(
      String key, String uploadId, List<CompletedPart> parts, long expectedBytes) {
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
                          .multipartUpload(all -> all.parts(parts))
                          .overrideConfiguration(S3Parts::patient)));
    } catch (StorageFailure e) {
      boolean gone = e.kind() == NOT_FOUND || e.kind() == CORRUPT;
      if (!gone || head(key).contentLength() != expectedBytes) {
        throw e;
      }
    }
  }

  private HeadObjectResponse head(String key) {
    return call(
        "look up " + key, key, () -> client.headObject(r -> r.bucket(config.bucket()).key(key)));
  }

  private List<Part> listed(String key, String uploadId) {
    return call(
        "list the parts of " + key,
        key,
        () ->
            client
                .listPartsPaginator(r -> r.bucket(config.bucket()).key(key).uploadId(uploadId))
                .parts()
                .stream()
                .toList());
  }

  private static CompletedPart named(Part part) {
    return CompletedPart.builder().partNumber(part.partNumber()).eTag(part.eTag()).build();
  }

  private <T> T call(String what, String key, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw S3Failures.of(what, key, config, e);
    }
  }
}
