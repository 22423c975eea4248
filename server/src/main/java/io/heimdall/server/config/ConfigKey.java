package io.heimdall.server.config;

import java.util.Arrays;
import java.util.Optional;

/// Every key of the server's configuration. The README's table has the same list.
public enum ConfigKey {
  /// Where the installation keeps its data.
  HEIMDALL_DATA("~/.heimdall", "directory of everything this installation keeps"),
  /// The address to listen on.
  HEIMDALL_LISTEN("127.0.0.1", "address to listen on"),
  /// The port to listen on.
  HEIMDALL_PORT("50051", "port to listen on; 0 takes a free one"),
  /// Where other servers reach this one.
  HEIMDALL_ADVERTISE(
      "", "host:port at which other servers reach this one, if not where it listens"),
  /// Whether to listen beyond this machine without encryption.
  HEIMDALL_INSECURE("false", "listen beyond this machine although nothing is encrypted"),
  /// Calls answered at a time.
  HEIMDALL_MAX_CALLS("2000", "calls answered at a time, streams included"),
  /// Calls of one connection answered at a time.
  HEIMDALL_MAX_CALLS_PER_CONNECTION("500", "calls of one connection answered at a time"),
  /// Acquisitions that run at a time.
  HEIMDALL_MAX_ACQUISITIONS("100", "acquisitions that run here at a time; others wait"),
  /// Acquisitions that wait for a place.
  HEIMDALL_MAX_QUEUED("1000", "acquisitions of all servers on the database that may wait"),
  /// Room for segments that are not stored yet.
  HEIMDALL_SPOOL_LIMIT("4GiB", "most bytes of samples that wait on this disk to be stored"),
  /// How long a recording that has ended waits for the store.
  HEIMDALL_STORE_PATIENCE(
      "1h", "how long a recording that has ended waits for a store that is away, slow or full"),
  /// How long a watch lasts.
  HEIMDALL_WATCH_LIMIT(
      "1h", "longest watch; then its watcher comes again, perhaps to another server"),
  /// How long events are kept.
  HEIMDALL_EVENT_RETENTION("7d", "how long events outlive the end of their acquisition"),
  /// Address ranges in which receivers may be, besides public ones.
  HEIMDALL_ALLOW_RECEIVERS(
      "", "ranges of addresses, such as 192.168.1.0/24, receivers may have besides public ones"),
  /// How receivers' operators reach whoever runs this server.
  HEIMDALL_CONTACT("", "how operators of receivers reach you; shown in their lists of users"),
  /// The key that encrypts passwords of receivers and secrets of webhooks.
  HEIMDALL_SECRET_KEY(
      "",
      "32 bytes in base64 that encrypt passwords of receivers and secrets of webhooks, in place of"
          + " a key made in the data directory; the same for all servers on the database",
      true),
  /// How often receivers are checked.
  HEIMDALL_CHECK_EVERY("1h", "how often receivers are checked by themselves; off for never"),
  /// How long checks and tests of clocks are kept.
  HEIMDALL_CHECK_RETENTION(
      "400d", "how long checks of receivers and tests of their clocks are kept"),
  /// How long measurements are kept.
  HEIMDALL_MEASUREMENT_RETENTION(
      "", "how long measurements are kept, such as 730d; their sums stay. Empty: for ever"),
  /// How long the audit log is kept.
  HEIMDALL_AUDIT_RETENTION("", "how long lines of the audit log are kept. Empty: for ever"),
  /// How long deleted artifacts are kept.
  HEIMDALL_ARTIFACT_TRASH("30d", "how long deleted artifacts can be undeleted"),
  /// The largest file of an artifact.
  HEIMDALL_ARTIFACT_LIMIT(
      "100GiB", "most bytes of a file that is kept as an artifact, 100GiB at most"),
  /// Media types of artifacts that are kept.
  HEIMDALL_ARTIFACT_TYPES_ALLOWED(
      "", "media types of artifacts that are kept, such as image/*, text/csv. Empty: all"),
  /// Media types of artifacts that are refused.
  HEIMDALL_ARTIFACT_TYPES_DENIED("", "media types of artifacts that are refused"),
  /// Memory for uploads.
  HEIMDALL_UPLOAD_MEMORY(
      "",
      "most memory that parts of uploads take, 32MiB at least. Empty: a quarter of the heap, at"
          + " most 256MiB"),
  /// How long uploads are kept that nobody continues.
  HEIMDALL_UPLOAD_RETENTION("7d", "how long an upload is kept of which no more comes"),
  /// Address ranges that webhooks may lead to, besides public ones.
  HEIMDALL_ALLOW_WEBHOOKS(
      "", "ranges of addresses, such as 192.168.1.0/24, webhooks may lead to besides public ones"),
  /// Whether webhooks may lead beyond this machine without encryption.
  HEIMDALL_WEBHOOK_HTTP(
      "false", "let webhooks lead beyond this machine by http, which is not encrypted"),
  /// How long deliveries of webhooks are kept.
  HEIMDALL_WEBHOOK_RETENTION(
      "30d", "how long deliveries of webhooks, dead letters included, are kept once they are over"),
  /// Who is asked before files are kept.
  HEIMDALL_ARTIFACT_HOOK_URL(
      "", "URL that is asked before a file is kept as an artifact, and can refuse it"),
  /// What the questions to it are signed with.
  HEIMDALL_ARTIFACT_HOOK_SECRET(
      "", "what these questions are signed with: whsec_ and 16 to 64 bytes in base64", true),
  /// How long it may take.
  HEIMDALL_ARTIFACT_HOOK_TIMEOUT("10s", "how long the answer to such a question may take"),
  /// What happens while it does not answer.
  HEIMDALL_ARTIFACT_HOOK_OPEN(
      "false",
      "keep files while that URL does not answer or fails (5xx), rather than have their uploads"
          + " wait"),
  /// Whether the driver for SpyServers is there.
  HEIMDALL_SPYSERVER(
      "false", "let receivers be SpyServers; read docs/receivers.md before you switch it on"),
  /// The directory of files that play receivers.
  HEIMDALL_REPLAY("", "directory of files of samples that receivers of driver replay play"),
  /// The database.
  DATABASE_URL("", "PostgreSQL to use in place of the embedded one, with user and password", true),
  /// The object store.
  MINIO_URL("", "S3 server to use in place of the embedded one"),
  /// Where others reach the object store.
  MINIO_PUBLIC_URL("", "address of the S3 server in signed URLs, if others reach it by another"),
  /// The name of the store's key pair.
  MINIO_ACCESS_KEY("", "name of the S3 server's key pair"),
  /// The secret of the store's key pair.
  MINIO_SECRET_KEY("", "secret of the S3 server's key pair", true),
  /// The bucket.
  MINIO_BUCKET_RAW_IQ("heimdall-raw-iq", "bucket for everything that is stored"),
  /// Trusted certificates of the store.
  MINIO_CA_FILE("", "certificates (PEM) to trust the S3 server by, in place of the platform's"),
  /// How the store encrypts objects.
  HEIMDALL_STORE_ENCRYPTION(
      "none", "how the S3 server is asked to encrypt objects: none, s3, kms or kms:KEY_ID");

  private final String fallback;
  private final String meaning;
  private final boolean secret;

  ConfigKey(String fallback, String meaning) {
    this(fallback, meaning, false);
  }

  ConfigKey(String fallback, String meaning, boolean secret) {
    this.fallback = fallback;
    this.meaning = meaning;
    this.secret = secret;
  }

  /// What holds where nothing is said, as people write it; empty for nothing.
  ///
  /// @return the default
  public String fallback() {
    return fallback;
  }

  /// What it is for.
  ///
  /// @return a phrase
  public String meaning() {
    return meaning;
  }

  /// Whether its value must not be shown, and may come from the file that `<KEY>_FILE` names.
  ///
  /// @return true for secrets
  public boolean secret() {
    return secret;
  }

  /// The key that names the file with this secret.
  ///
  /// @return a name
  String fileKey() {
    return name() + "_FILE";
  }

  static Optional<ConfigKey> named(String name) {
    return Arrays.stream(values())
        .filter(key -> key.name().equals(name) || (key.secret && key.fileKey().equals(name)))
        .findFirst();
  }
}
