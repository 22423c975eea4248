package io.heimdall.server.config;

import io.heimdall.db.DatabaseConfig;
import io.heimdall.server.artifact.hook.HookConfig;
import io.heimdall.server.artifact.upload.UploadConfig;
import io.heimdall.server.artifact.webhook.WebhookConfig;
import io.heimdall.server.grpc.GrpcConfig;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.server.storage.StoreEncryption;
import io.heimdall.server.storage.StoreOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything the server is told, read once and never changed.
///
/// @param dataDirectory where the installation keeps its data
/// @param grpc where to listen, and limits
/// @param database the database; empty for the embedded one
/// @param store the object store; empty for the embedded one
/// @param bucket the bucket, whichever store it is in
/// @param storeOptions what is asked of the store, whichever it is
/// @param receivers how to deal with receivers
/// @param maxAcquisitions how many acquisitions run here at a time
/// @param maxQueued how many acquisitions of the cluster may be due without running
/// @param spoolBytes the most bytes of samples that wait on this disk to be stored
/// @param storePatience how long a recording that has ended waits for the store to take the rest
/// @param events how they are followed and kept
/// @param checks how receivers are checked without being asked for it
/// @param retention how long what has no other bound is kept
/// @param uploads what is taken in as artifacts, and with how much room
/// @param hook who is asked before it is; empty for nobody
/// @param webhooks where what happens to artifacts may be told
public record ServerConfig(
    Path dataDirectory,
    GrpcConfig grpc,
    Optional<DatabaseConfig> database,
    Optional<StoreConfig> store,
    String bucket,
    StoreOptions storeOptions,
    ReceiverConfig receivers,
    int maxAcquisitions,
    int maxQueued,
    long spoolBytes,
    Duration storePatience,
    EventConfig events,
    CheckConfig checks,
    RetentionConfig retention,
    UploadConfig uploads,
    Optional<HookConfig> hook,
    WebhookConfig webhooks) {

  private static final int MANY = 1_000_000;

  /// Reads the configuration.
  ///
  /// @param values values by the name of their key, the environment with flags laid over it
  /// @return the configuration
  /// @throws ConfigException with everything that is wrong
  public static ServerConfig from(Map<String, String> values) throws ConfigException {
    var reader = new ConfigReader(values);
    Path data = data(reader);
    GrpcConfig grpc = grpc(reader);
    Optional<DatabaseConfig> database =
        reader.parsed(
            ConfigKey.DATABASE_URL,
            reader.secret(ConfigKey.DATABASE_URL),
            url -> DatabaseConfig.fromUrl(url.reveal()));
    String bucket =
        reader
            .parsed(
                ConfigKey.MINIO_BUCKET_RAW_IQ,
                Optional.of(reader.textOrDefault(ConfigKey.MINIO_BUCKET_RAW_IQ)),
                StoreConfig::bucketName)
            .orElse(StoreConfig.DEFAULT_BUCKET);
    Optional<StoreConfig> store = store(reader, bucket);
    StoreOptions storeOptions = storeOptions(reader);
    List<String> allowed = reader.list(ConfigKey.HEIMDALL_ALLOW_RECEIVERS);
    var _ =
        reader.parsed(
            ConfigKey.HEIMDALL_ALLOW_RECEIVERS, Optional.of(allowed), AddressPolicy::publicAnd);
    ReceiverConfig receivers =
        new ReceiverConfig(
            allowed,
            reader.textOrDefault(ConfigKey.HEIMDALL_CONTACT),
            reader.parsed(
                ConfigKey.HEIMDALL_SECRET_KEY,
                reader.secret(ConfigKey.HEIMDALL_SECRET_KEY),
                SealingKey::of),
            reader.bool(ConfigKey.HEIMDALL_SPYSERVER),
            reader.text(ConfigKey.HEIMDALL_REPLAY).map(Path::of).map(Path::toAbsolutePath));
    int maxAcquisitions = reader.integer(ConfigKey.HEIMDALL_MAX_ACQUISITIONS, 1, MANY);
    int maxQueued = reader.integer(ConfigKey.HEIMDALL_MAX_QUEUED, 0, MANY);
    long spoolBytes = reader.size(ConfigKey.HEIMDALL_SPOOL_LIMIT);
    Duration storePatience =
        reader.duration(
            ConfigKey.HEIMDALL_STORE_PATIENCE, Duration.ofSeconds(1), Duration.ofDays(7));
    EventConfig events =
        new EventConfig(
            reader.duration(
                ConfigKey.HEIMDALL_WATCH_LIMIT, Duration.ofSeconds(1), Duration.ofDays(7)),
            reader.duration(
                ConfigKey.HEIMDALL_EVENT_RETENTION, Duration.ofMinutes(1), Duration.ofDays(3650)));
    CheckConfig checks =
        new CheckConfig(
            reader.durationOrOff(
                ConfigKey.HEIMDALL_CHECK_EVERY, Duration.ofSeconds(1), Duration.ofDays(30)),
            reader.duration(
                ConfigKey.HEIMDALL_CHECK_RETENTION, Duration.ofDays(7), Duration.ofDays(3650)));
    RetentionConfig retention =
        new RetentionConfig(
            reader.optionalDuration(
                ConfigKey.HEIMDALL_MEASUREMENT_RETENTION,
                Duration.ofDays(7),
                Duration.ofDays(36_500)),
            reader.optionalDuration(
                ConfigKey.HEIMDALL_AUDIT_RETENTION, Duration.ofDays(7), Duration.ofDays(36_500)),
            reader.duration(
                ConfigKey.HEIMDALL_ARTIFACT_TRASH, Duration.ofMinutes(1), Duration.ofDays(3650)));
    UploadConfig uploads = ArtifactConfigs.uploads(reader);
    Optional<HookConfig> hook = ArtifactConfigs.hook(reader);
    WebhookConfig webhooks = ArtifactConfigs.webhooks(reader);
    reader.verify();
    return new ServerConfig(
        data,
        grpc,
        database,
        store,
        bucket,
        storeOptions,
        receivers,
        maxAcquisitions,
        maxQueued,
        spoolBytes,
        storePatience,
        events,
        checks,
        retention,
        uploads,
        hook,
        webhooks);
  }

  private static Path data(ConfigReader reader) {
    return reader
        .text(ConfigKey.HEIMDALL_DATA)
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".heimdall"))
        .toAbsolutePath()
        .normalize();
  }

  private static GrpcConfig grpc(ConfigReader reader) {
    String host = reader.textOrDefault(ConfigKey.HEIMDALL_LISTEN);
    int port = reader.integer(ConfigKey.HEIMDALL_PORT, 0, 65535);
    boolean insecure = reader.bool(ConfigKey.HEIMDALL_INSECURE);
    try {
      if (!insecure && !InetAddress.getByName(host).isLoopbackAddress()) {
        reader.problem(
            ("%s is %s, which others can reach, and nothing that goes there is encrypted: listen on"
                    + " %s, or accept it with --insecure (%s=true)")
                .formatted(
                    ConfigKey.HEIMDALL_LISTEN,
                    host,
                    GrpcConfig.DEFAULT_HOST,
                    ConfigKey.HEIMDALL_INSECURE));
      }
    } catch (UnknownHostException _) {
      reader.problem(
          "%s is %s, which is neither an address nor a name this machine knows"
              .formatted(ConfigKey.HEIMDALL_LISTEN, host));
    }
    return new GrpcConfig(
        host,
        port,
        reader.integer(ConfigKey.HEIMDALL_MAX_CALLS, 1, MANY),
        reader.integer(ConfigKey.HEIMDALL_MAX_CALLS_PER_CONNECTION, 1, MANY),
        advertised(reader));
  }

  private static String advertised(ConfigReader reader) {
    return reader
        .parsed(
            ConfigKey.HEIMDALL_ADVERTISE,
            reader.text(ConfigKey.HEIMDALL_ADVERTISE),
            GrpcConfig::reachable)
        .orElse("");
  }

  private static StoreOptions storeOptions(ConfigReader reader) {
    StoreEncryption encryption =
        reader
            .parsed(
                ConfigKey.HEIMDALL_STORE_ENCRYPTION,
                Optional.of(reader.textOrDefault(ConfigKey.HEIMDALL_STORE_ENCRYPTION)),
                StoreEncryption::parse)
            .orElse(StoreOptions.NONE.encryption());
    boolean encrypts = !encryption.equals(StoreOptions.NONE.encryption());
    if (encrypts && reader.text(ConfigKey.MINIO_URL).isEmpty()) {
      reader.problem(
          ConfigKey.HEIMDALL_STORE_ENCRYPTION
              + " is set, but no MINIO_URL: the embedded S3 server encrypts nothing");
    }
    return reader
        .parsed(
            ConfigKey.MINIO_PUBLIC_URL,
            reader.text(ConfigKey.MINIO_PUBLIC_URL),
            url -> new StoreOptions(Optional.of(URI.create(url)), encryption))
        .orElse(new StoreOptions(Optional.empty(), encryption));
  }

  private static Optional<StoreConfig> store(ConfigReader reader, String bucket) {
    Optional<URI> url =
        reader.parsed(ConfigKey.MINIO_URL, reader.text(ConfigKey.MINIO_URL), URI::create);
    Optional<String> accessKey = reader.text(ConfigKey.MINIO_ACCESS_KEY);
    Optional<Secret> secretKey = reader.secret(ConfigKey.MINIO_SECRET_KEY);
    Optional<Path> caFile = reader.text(ConfigKey.MINIO_CA_FILE).map(Path::of);
    if (url.isEmpty()) {
      if (accessKey.isPresent() || secretKey.isPresent() || caFile.isPresent()) {
        reader.problem("keys of an S3 server are set, but no MINIO_URL says where it is");
      }
      return Optional.empty();
    }
    if (accessKey.isEmpty() || secretKey.isEmpty()) {
      reader.problem("MINIO_URL is set, so MINIO_ACCESS_KEY and MINIO_SECRET_KEY are needed too");
      return Optional.empty();
    }
    return reader.parsed(
        ConfigKey.MINIO_URL,
        url,
        endpoint ->
            new StoreConfig(
                endpoint, accessKey.get(), secretKey.get(), bucket, caFile, Optional.empty()));
  }
}
