package io.heimdall.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/// One object on its way to the store, and the other translations between our words and S3's.
record S3Upload(PutRequest source, PutObjectRequest request, RequestBody body) {

  private static final String SHA256 = "sha256";
  private static final int COPY_BYTES = 64 * 1024;

  static S3Upload of(String bucket, PutRequest source, WriteRules rules) {
    StoreTraits traits = rules.traits();
    ObjectBody body = source.body();
    Map<String, String> metadata = new HashMap<>(source.metadata());
    metadata.put(SHA256, body.sha256().hex());
    var request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(source.key())
            .contentType(source.contentType())
            .contentLength(body.sizeBytes())
            .metadata(metadata);
    if (traits.verifiesCrc32c()) {
      request.checksumCRC32C(base64(body.crc32c()));
    } else {
      request.contentMD5(md5(body));
    }
    if (source.mode() == PutRequest.Mode.CREATE_ONLY && traits.createsOnly()) {
      request.ifNoneMatch("*");
    }
    S3Encryption.ask(rules.encryption(), request);
    return new S3Upload(source, request.build(), payload(body, source.contentType()));
  }

  StoredObject stored() {
    return new StoredObject(
        source.key(),
        source.body().sizeBytes(),
        Optional.empty(),
        Optional.of(source.body().sha256()),
        Optional.of(source.contentType()),
        request.metadata());
  }

  static StoredObject stored(String key, HeadObjectResponse answer) {
    return new StoredObject(
        key,
        answer.contentLength(),
        Optional.ofNullable(answer.lastModified()),
        Optional.ofNullable(answer.metadata().get(SHA256)).flatMap(S3Upload::sha256),
        Optional.ofNullable(answer.contentType()),
        lowerCaseNames(answer.metadata()));
  }

  static StoredObject listed(S3Object entry) {
    return new StoredObject(
        entry.key(),
        entry.size(),
        Optional.ofNullable(entry.lastModified()),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  static DeleteObjectsRequest delete(String bucket, List<String> keys, StoreTraits traits) {
    List<ObjectIdentifier> objects =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    var request =
        DeleteObjectsRequest.builder()
            .bucket(bucket)
            .delete(delete -> delete.objects(objects).quiet(true));
    if (!traits.verifiesCrc32c()) {
      request.overrideConfiguration(o -> o.addPlugin(LegacyMd5Plugin.create()));
    }
    return request.build();
  }

  static String base64(int crc32c) {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(0, crc32c).array());
  }

  static RequestBody payload(ObjectBody body, String contentType) {
    return RequestBody.fromContentProvider(() -> opened(body), body.sizeBytes(), contentType);
  }

  private static InputStream opened(ObjectBody body) {
    try {
      return body.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The MD5 of the bytes as they are read now. The store sees that they come to it so; that they
  /// are the ones meant, their CRC32C tells, which such a store does not look at.
  static String md5(ObjectBody body) {
    MessageDigest md5 = Sha256.digest("MD5");
    var crc32c = new CRC32C();
    byte[] buffer = new byte[COPY_BYTES];
    try (InputStream in = body.open()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        md5.update(buffer, 0, n);
        crc32c.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw SpoolFiles.failure("read the bytes to store", e);
    }
    if ((int) crc32c.getValue() != body.crc32c()) {
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT, "the bytes to store are not those meant", null, null);
    }
    return Base64.getEncoder().encodeToString(md5.digest());
  }

  private static Optional<Sha256> sha256(String hex) {
    try {
      return Optional.of(Sha256.ofDigest(HexFormat.of().parseHex(hex)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Map<String, String> lowerCaseNames(Map<String, String> metadata) {
    Map<String, String> lower = new HashMap<>();
    metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }
}
