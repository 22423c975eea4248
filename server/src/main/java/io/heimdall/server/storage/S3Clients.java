package io.heimdall.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Makes the S3 client: synchronous, path style, few and bounded retries.
///
/// Checksums are ours to compute, because we know them already and because the SDK's own trailers
/// are refused by some stores. An upload does not first ask whether it may continue: that costs a
/// round trip for each object, and objects are small.
final class S3Clients {

  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_ATTEMPTS = 3;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// Below the 30 s after which our own server closes idle connections.
  private static final Duration MAX_IDLE = Duration.ofSeconds(20);

  /// So long may an upload wait for its turn when many segments are full at once.
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

  private S3Clients() {}

  static S3Client open(StoreConfig config) {
    S3ClientBuilder builder = S3Client.builder();
    if (config.localDirectory().isPresent()) {
      builder.putAuthScheme(new LoopbackSigning());
    }
    return builder
        .endpointOverride(config.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(credentials(config))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(
            S3Configuration.builder()
                .chunkedEncodingEnabled(false)
                .expectContinueEnabled(false)
                .build())
        .overrideConfiguration(override ->
            override
                .defaultProfileFile(noProfile())
                .defaultProfileName("default")
                .retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(MAX_ATTEMPTS)
                        .build())
                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                .apiCallTimeout(CALL_TIMEOUT))
        .httpClient(httpClient(config))
        .build();
  }

  /// Makes what signs URLs to the store under an address that others know.
  static S3Presigner presigner(StoreConfig config, URI publicEndpoint) {
    ProfileFile none = noProfile();
    return S3Presigner.builder()
        .endpointOverride(publicEndpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials(config))
        .serviceConfiguration(
            S3Configuration.builder()
                .profileFile(() -> none)
                .pathStyleAccessEnabled(true)
                .chunkedEncodingEnabled(false)
                .build())
        .build();
  }

  private static AwsCredentialsProvider credentials(StoreConfig config) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(config.accessKey(), config.secretKey().reveal()));
  }

  /// Nothing in a user's own `~/.aws` may change how we talk to our store.
  private static ProfileFile noProfile() {
    return ProfileFile.builder()
        .content(InputStream.nullInputStream())
        .type(ProfileFile.Type.CONFIGURATION)
        .build();
  }

  private static SdkHttpClient httpClient(StoreConfig config) {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .maxConnections(MAX_CONNECTIONS)
            .connectionTimeout(CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
            .connectionMaxIdleTime(MAX_IDLE)
            .socketTimeout(SOCKET_TIMEOUT)
            .expectContinueEnabled(false);
    config
        .caFile()
        .ifPresent(file -> {
          TrustManager[] trusted = trusting(file);
          http.tlsTrustManagersProvider(() -> trusted);
        });
    return http.build();
  }

  private static TrustManager[] trusting(Path caFile) {
    try (InputStream pem = Files.newInputStream(caFile)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("no certificate in " + caFile);
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca" + store.size(), certificate);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "cannot read trusted certificates from " + caFile + ": " + e.getMessage(), e);
    }
  }
}
