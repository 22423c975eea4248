package io.heimdall.server.storage;

import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// URLs signed with the key that we ourselves use.
final class S3Urls implements UrlSigner, AutoCloseable {

  /// Sent by every client without being told.
  private static final Set<String> ALWAYS_SENT = Set.of("host", "content-length");

  private final S3Presigner presigner;
  private final String bucket;
  private final WriteRules rules;

  S3Urls(StoreConfig config, StoreOptions options, StoreTraits traits) {
    this.presigner =
        S3Clients.presigner(config, options.publicEndpoint().orElse(config.endpoint()));
    this.bucket = config.bucket();
    this.rules = new WriteRules(traits, options.encryption());
  }

  @Override
  public SignedUrl sign(UrlRequest request) {
    return switch (request) {
      case UrlRequest.Get get ->
          signed(
              presigner.presignGetObject(
                  r -> r.signatureDuration(get.validity()).getObjectRequest(request(get))));
      case UrlRequest.Put put ->
          signed(
              presigner.presignPutObject(
                  r -> r.signatureDuration(put.validity()).putObjectRequest(request(put))));
    };
  }

  private GetObjectRequest request(UrlRequest.Get get) {
    return GetObjectRequest.builder()
        .bucket(bucket)
        .key(get.key())
        .responseContentType(get.contentType())
        .responseContentDisposition(get.contentDisposition())
        .responseCacheControl(get.caching().control())
        .responseExpires(get.caching().until().orElse(null))
        .build();
  }

  private PutObjectRequest request(UrlRequest.Put put) {
    var request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(put.key())
            .contentType(put.contentType())
            .contentLength(put.sizeBytes());
    if (rules.traits().verifiesCrc32c()) {
      put.sha256()
          .ifPresent(
              hash -> request.checksumSHA256(Base64.getEncoder().encodeToString(hash.bytes())));
    }
    S3Encryption.ask(rules.encryption(), request);
    return request.build();
  }

  private static SignedUrl signed(PresignedRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .signedHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    headers.keySet().removeAll(ALWAYS_SENT);
    return new SignedUrl(
        request.httpRequest().method().name(),
        request.httpRequest().getUri(),
        headers,
        request.expiration());
  }

  @Override
  public void close() {
    presigner.close();
  }
}
