package io.heimdall.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.DatabaseConfig;
import io.heimdall.server.artifact.hook.HookConfig;
import io.heimdall.server.artifact.upload.UploadConfig;
import io.heimdall.server.artifact.webhook.WebhookConfig;
import io.heimdall.server.grpc.GrpcConfig;
import io.heimdall.server.post.SigningSecret;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.server.storage.StoreEncryption;
import io.heimdall.server.storage.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {

  private static final String SECRET_KEY = "aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1bnQ=";

  private static final String HOOK_SECRET = "whsec_" + SECRET_KEY;

  /// Every key, with a value other than its default.
  private static final Map<String, String> FULL =
      Map.ofEntries(
          Map.entry("HEIMDALL_DATA", "/srv/heimdall"),
          Map.entry("HEIMDALL_LISTEN", "0.0.0.0"),
          Map.entry("HEIMDALL_PORT", "1234"),
          Map.entry("HEIMDALL_ADVERTISE", "iq1.example.org:6000"),
          Map.entry("HEIMDALL_WATCH_LIMIT", "15min"),
          Map.entry("HEIMDALL_EVENT_RETENTION", "2d"),
          Map.entry("HEIMDALL_INSECURE", "true"),
          Map.entry("HEIMDALL_MAX_CALLS", "7"),
          Map.entry("HEIMDALL_MAX_CALLS_PER_CONNECTION", "5"),
          Map.entry("HEIMDALL_MAX_ACQUISITIONS", "3"),
          Map.entry("HEIMDALL_MAX_QUEUED", "4"),
          Map.entry("HEIMDALL_SPOOL_LIMIT", "512MiB"),
          Map.entry("HEIMDALL_STORE_PATIENCE", "15min"),
          Map.entry("HEIMDALL_ALLOW_RECEIVERS", "127.0.0.0/8, 10.1.0.0/16"),
          Map.entry("HEIMDALL_CONTACT", "radio@example.org"),
          Map.entry("HEIMDALL_SECRET_KEY", SECRET_KEY),
          Map.entry("HEIMDALL_CHECK_EVERY", "20min"),
          Map.entry("HEIMDALL_CHECK_RETENTION", "30d"),
          Map.entry("HEIMDALL_MEASUREMENT_RETENTION", "730d"),
          Map.entry("HEIMDALL_AUDIT_RETENTION", "90d"),
          Map.entry("HEIMDALL_ARTIFACT_TRASH", "14d"),
          Map.entry("HEIMDALL_ARTIFACT_LIMIT", "3GiB"),
          Map.entry("HEIMDALL_ARTIFACT_TYPES_ALLOWED", "image/*, text/csv"),
          Map.entry("HEIMDALL_ARTIFACT_TYPES_DENIED", "image/gif"),
          Map.entry("HEIMDALL_UPLOAD_MEMORY", "77MiB"),
          Map.entry("HEIMDALL_UPLOAD_RETENTION", "3d"),
          Map.entry("HEIMDALL_ALLOW_WEBHOOKS", "127.0.0.0/8"),
          Map.entry("HEIMDALL_WEBHOOK_HTTP", "true"),
          Map.entry("HEIMDALL_WEBHOOK_RETENTION", "2d"),
          Map.entry("HEIMDALL_ARTIFACT_HOOK_URL", "http://scanner:8080/ask?x=1"),
          Map.entry("HEIMDALL_ARTIFACT_HOOK_SECRET", HOOK_SECRET),
          Map.entry("HEIMDALL_ARTIFACT_HOOK_TIMEOUT", "20s"),
          Map.entry("HEIMDALL_ARTIFACT_HOOK_OPEN", "true"),
          Map.entry("HEIMDALL_SPYSERVER", "true"),
          Map.entry("HEIMDALL_REPLAY", "/srv/iq"),
          Map.entry("DATABASE_URL", "postgresql://me:hunter2@db:5433/heimdall"),
          Map.entry("MINIO_URL", "http://store:9000"),
          Map.entry("MINIO_ACCESS_KEY", "key"),
          Map.entry("MINIO_SECRET_KEY", "hunter2"),
          Map.entry("MINIO_BUCKET_RAW_IQ", "iq-samples"),
          Map.entry("MINIO_PUBLIC_URL", "https://iq.example.org"),
          Map.entry("HEIMDALL_STORE_ENCRYPTION", "kms:arn:aws:kms:key/1"),
          Map.entry("MINIO_CA_FILE", "/etc/ca.pem"));

  @TempDir Path directory;

  @Test
  void hasDefaultsForEverything() throws ConfigException {
    assertThat(ServerConfig.from(Map.of("PATH", "/bin", "HEIMDALL_CONTACT", " ")))
        .isEqualTo(
            new ServerConfig(
                Path.of(System.getProperty("user.home"), ".heimdall"),
                new GrpcConfig(
                    GrpcConfig.DEFAULT_HOST,
                    GrpcConfig.DEFAULT_PORT,
                    GrpcConfig.DEFAULT_MAX_CALLS,
                    GrpcConfig.DEFAULT_MAX_CALLS_PER_CONNECTION,
                    ""),
                Optional.empty(),
                Optional.empty(),
                StoreConfig.DEFAULT_BUCKET,
                StoreOptions.NONE,
                new ReceiverConfig(List.of(), "", Optional.empty(), false, Optional.empty()),
                100,
                1000,
                4L << 30,
                Duration.ofHours(1),
                new EventConfig(Duration.ofHours(1), Duration.ofDays(7)),
                new CheckConfig(Optional.of(Duration.ofHours(1)), Duration.ofDays(400)),
                new RetentionConfig(Optional.empty(), Optional.empty(), Duration.ofDays(30)),
                new UploadConfig(
                    100L << 30,
                    UploadConfig.usualMemoryBytes(),
                    List.of(),
                    List.of(),
                    Duration.ofDays(7)),
                Optional.empty(),
                new WebhookConfig(List.of(), false, Duration.ofDays(30))));
  }

  @Test
  void mapsEveryKey() throws ConfigException {
    assertThat(FULL).containsOnlyKeys(Arrays.stream(ConfigKey.values()).map(Enum::name).toList());

    ServerConfig config = ServerConfig.from(FULL);

    assertThat(config)
        .usingRecursiveComparison()
        .isEqualTo(
            new ServerConfig(
                Path.of("/srv/heimdall"),
                new GrpcConfig("0.0.0.0", 1234, 7, 5, "iq1.example.org:6000"),
                Optional.of(DatabaseConfig.fromUrl("postgresql://me:hunter2@db:5433/heimdall")),
                Optional.of(
                    new StoreConfig(
                        URI.create("http://store:9000"),
                        "key",
                        new Secret("hunter2"),
                        "iq-samples",
                        Optional.of(Path.of("/etc/ca.pem")),
                        Optional.empty())),
                "iq-samples",
                new StoreOptions(
                    Optional.of(URI.create("https://iq.example.org")),
                    new StoreEncryption.WithManagedKey(Optional.of("arn:aws:kms:key/1"))),
                new ReceiverConfig(
                    List.of("127.0.0.0/8", "10.1.0.0/16"),
                    "radio@example.org",
                    Optional.of(SealingKey.of(new Secret(SECRET_KEY))),
                    true,
                    Optional.of(Path.of("/srv/iq"))),
                3,
                4,
                512L << 20,
                Duration.ofMinutes(15),
                new EventConfig(Duration.ofMinutes(15), Duration.ofDays(2)),
                new CheckConfig(Optional.of(Duration.ofMinutes(20)), Duration.ofDays(30)),
                new RetentionConfig(
                    Optional.of(Duration.ofDays(730)),
                    Optional.of(Duration.ofDays(90)),
                    Duration.ofDays(14)),
                new UploadConfig(
                    3L << 30,
                    77L << 20,
                    List.of("image/*", "text/csv"),
                    List.of("image/gif"),
                    Duration.ofDays(3)),
                Optional.of(
                    new HookConfig(
                        URI.create("http://scanner:8080/ask?x=1"),
                        SigningSecret.of(new Secret(HOOK_SECRET)),
                        Duration.ofSeconds(20),
                        true)),
                new WebhookConfig(List.of("127.0.0.0/8"), true, Duration.ofDays(2))));
  }

  @Test
  void switchesChecksOff() throws ConfigException {
    assertThat(ServerConfig.from(Map.of("HEIMDALL_CHECK_EVERY", "off")).checks().every()).isEmpty();
    assertThat(ServerConfig.from(Map.of("HEIMDALL_CHECK_EVERY", "0")).checks().every()).isEmpty();
  }

  @Test
  void showsNoSecret() throws ConfigException {
    assertThat(ServerConfig.from(FULL).toString())
        .doesNotContain("hunter2", "hunt=", SECRET_KEY)
        .contains("1234");
  }

  @Test
  void readsSecretsFromFiles() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "hunter2\n");
    Path url = Files.writeString(directory.resolve("url"), "postgresql://db/heimdall\n");

    ServerConfig config =
        ServerConfig.from(
            Map.of(
                "MINIO_URL",
                "http://store:9000",
                "MINIO_ACCESS_KEY",
                "key",
                "MINIO_SECRET_KEY_FILE",
                secret.toString(),
                "DATABASE_URL_FILE",
                url.toString()));

    assertThat(config.store().orElseThrow().secretKey().reveal()).isEqualTo("hunter2");
    assertThat(config.database().orElseThrow().jdbcUrl()).contains("db");
  }

  @Test
  void tellsAllProblemsAtOnce() throws IOException {
    assertThat(
            problems(
                Map.of(
                    "HEIMDALL_PORT", "70000",
                    "HEIMDALL_INSECURE", "yes",
                    "HEIMDALL_MAX_CALLS", "many",
                    "HEIMDALL_SPOOL_LIMIT", "4 gigs",
                    "HEIMDALL_STORE_PATIENCE", "1 hour",
                    "HEIMDALL_ADVERTISE", "somewhere",
                    "HEIMDALL_WATCH_LIMIT", "0h",
                    "MINIO_URL", "http://store:9000",
                    "MINIO_SECRET_KEY_FILE", directory.resolve("none").toString(),
                    "DATABASE_URL", "mysql://me:hunter2@db/x")))
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).contains("HEIMDALL_PORT").contains("0 to 65535, was 70000"),
            one -> assertThat(one).contains("HEIMDALL_INSECURE").contains("true or false"),
            one -> assertThat(one).contains("HEIMDALL_MAX_CALLS").contains("was many"),
            one -> assertThat(one).contains("HEIMDALL_SPOOL_LIMIT").contains("was 4 gigs"),
            one -> assertThat(one).contains("HEIMDALL_STORE_PATIENCE").contains("was 1 hour"),
            one -> assertThat(one).contains("HEIMDALL_ADVERTISE").contains("not 'somewhere'"),
            one -> assertThat(one).contains("HEIMDALL_WATCH_LIMIT").contains("was 0h"),
            one -> assertThat(one).contains("MINIO_SECRET_KEY_FILE").contains("cannot be read"),
            one -> assertThat(one).contains("MINIO_ACCESS_KEY and MINIO_SECRET_KEY are needed"),
            one -> assertThat(one).contains("DATABASE_URL").doesNotContain("hunter2"));
  }

  @Test
  void refusesRangesAndBucketsThatCannotBe() {
    assertThat(
            problems(
                Map.of(
                    "HEIMDALL_ALLOW_RECEIVERS", "127.0.0.0/8, 10.0.0.1",
                    "HEIMDALL_CHECK_EVERY", "never",
                    "MINIO_BUCKET_RAW_IQ", "Raw IQ")))
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).contains("HEIMDALL_ALLOW_RECEIVERS: 10.0.0.1 is not a range"),
            one -> assertThat(one).contains("HEIMDALL_CHECK_EVERY").contains("was never"),
            one -> assertThat(one).contains("MINIO_BUCKET_RAW_IQ").contains("was 'Raw IQ'"));
  }

  @Test
  void refusesEncryptionThatNobodyDoes() {
    assertThat(problems(Map.of("HEIMDALL_STORE_ENCRYPTION", "s3", "MINIO_PUBLIC_URL", "iq.org")))
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).contains("the embedded S3 server encrypts nothing"),
            one -> assertThat(one).contains("MINIO_PUBLIC_URL").contains("was iq.org"));
    assertThat(problems(Map.of("HEIMDALL_STORE_ENCRYPTION", "kms:")))
        .singleElement()
        .asString()
        .contains("HEIMDALL_STORE_ENCRYPTION: encryption is none, s3, kms");
  }

  @Test
  void refusesFilesOfMoreThanAHundredGibibytes() {
    assertThat(problems(Map.of("HEIMDALL_ARTIFACT_LIMIT", "101GiB")))
        .containsExactly("HEIMDALL_ARTIFACT_LIMIT must be a size from 1B to 100GiB, was 101GiB");
  }

  @Test
  void asksAHookOnlyWithASecretAndAnAddress() {
    assertThat(problems(Map.of("HEIMDALL_ARTIFACT_HOOK_URL", "https://me:hunter2@scanner/")))
        .singleElement()
        .asString()
        .contains("HEIMDALL_ARTIFACT_HOOK_URL: it names a user")
        .doesNotContain("hunter2");
    assertThat(problems(Map.of("HEIMDALL_ARTIFACT_HOOK_URL", "https://scanner/")))
        .containsExactly(
            "HEIMDALL_ARTIFACT_HOOK_URL is set, so HEIMDALL_ARTIFACT_HOOK_SECRET is needed too");
    assertThat(problems(Map.of("HEIMDALL_ARTIFACT_HOOK_SECRET", HOOK_SECRET)))
        .singleElement()
        .asString()
        .contains("no HEIMDALL_ARTIFACT_HOOK_URL");
    assertThat(
            problems(
                Map.of(
                    "HEIMDALL_ALLOW_WEBHOOKS", "localhost",
                    "HEIMDALL_ARTIFACT_HOOK_SECRET", "hunter2")))
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).contains("HEIMDALL_ALLOW_WEBHOOKS: localhost is not a range"),
            one -> assertThat(one).contains("whsec_ and 16 to 64").doesNotContain("hunter2"));
  }

  @Test
  void suggestsTheNearestKey() {
    assertThat(problems(Map.of("HEIMDALL_PROT", "1", "MINIO_SECRET", "x")))
        .containsExactlyInAnyOrder(
            "HEIMDALL_PROT is not a key; did you mean HEIMDALL_PORT?",
            "MINIO_SECRET is not a key; did you mean MINIO_SECRET_KEY?");
  }

  @Test
  void letsTheCommandLineAndTestsHaveTheirOwnKeys() throws ConfigException {
    assertThat(
            ServerConfig.from(
                Map.of(
                    "HEIMDALL_TOKEN", "x", "HEIMDALL_TEST_DATA", "/x", "HEIMDALL_JAVA_OPTS", "")))
        .isNotNull();
  }

  @Test
  void refusesToListenInTheOpenUnlessTold() throws ConfigException {
    assertThat(problems(Map.of("HEIMDALL_LISTEN", "0.0.0.0")))
        .singleElement()
        .asString()
        .contains("others can reach")
        .contains("--insecure");
    assertThat(problems(Map.of("HEIMDALL_LISTEN", "no such host")))
        .singleElement()
        .asString()
        .contains("neither an address nor a name");

    assertThat(ServerConfig.from(Map.of("HEIMDALL_LISTEN", "::1")).grpc().host()).isEqualTo("::1");
  }

  @Test
  void refusesASecretGivenTwiceAndKeysWithoutAStore() {
    assertThat(problems(Map.of("MINIO_SECRET_KEY", "a", "MINIO_SECRET_KEY_FILE", "b")))
        .singleElement()
        .asString()
        .contains("both set");
    assertThat(problems(Map.of("MINIO_ACCESS_KEY", "a")))
        .singleElement()
        .asString()
        .contains("no MINIO_URL");
  }

  private static List<String> problems(Map<String, String> values) {
    return catchThrowableOfType(ConfigException.class, () -> ServerConfig.from(values)).problems();
  }
}
