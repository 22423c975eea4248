package io.heimdall.server.config;

import io.heimdall.server.artifact.hook.HookConfig;
import io.heimdall.server.artifact.upload.UploadConfig;
import io.heimdall.server.artifact.webhook.WebhookConfig;
import io.heimdall.server.post.PostUrls;
import io.heimdall.server.post.SigningSecret;
import io.heimdall.server.receiver.wire.AddressPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the server is told of artifacts.
final class ArtifactConfigs {

  private ArtifactConfigs() {}

  static UploadConfig uploads(ConfigReader reader) {
    long limit = reader.size(ConfigKey.HEIMDALL_ARTIFACT_LIMIT);
    if (limit < 1 || limit > UploadConfig.MOST_BYTES) {
      reader.problem(
          "%s must be a size from 1B to 100GiB, was %s"
              .formatted(
                  ConfigKey.HEIMDALL_ARTIFACT_LIMIT,
                  reader.textOrDefault(ConfigKey.HEIMDALL_ARTIFACT_LIMIT)));
    }
    return new UploadConfig(
        Math.clamp(limit, 1, UploadConfig.MOST_BYTES),
        reader
            .optionalSize(ConfigKey.HEIMDALL_UPLOAD_MEMORY)
            .orElseGet(UploadConfig::usualMemoryBytes),
        reader.list(ConfigKey.HEIMDALL_ARTIFACT_TYPES_ALLOWED),
        reader.list(ConfigKey.HEIMDALL_ARTIFACT_TYPES_DENIED),
        reader.duration(
            ConfigKey.HEIMDALL_UPLOAD_RETENTION, Duration.ofMinutes(1), Duration.ofDays(365)));
  }

  static Optional<HookConfig> hook(ConfigReader reader) {
    Optional<URI> url =
        reader.parsed(
            ConfigKey.HEIMDALL_ARTIFACT_HOOK_URL,
            reader.text(ConfigKey.HEIMDALL_ARTIFACT_HOOK_URL),
            PostUrls::read);
    Optional<SigningSecret> secret =
        reader.parsed(
            ConfigKey.HEIMDALL_ARTIFACT_HOOK_SECRET,
            reader.secret(ConfigKey.HEIMDALL_ARTIFACT_HOOK_SECRET),
            SigningSecret::of);
    Duration timeout =
        reader.duration(
            ConfigKey.HEIMDALL_ARTIFACT_HOOK_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(1));
    boolean open = reader.bool(ConfigKey.HEIMDALL_ARTIFACT_HOOK_OPEN);
    if (url.isPresent() && secret.isEmpty()) {
      reader.problem(
          "%s is set, so %s is needed too"
              .formatted(
                  ConfigKey.HEIMDALL_ARTIFACT_HOOK_URL, ConfigKey.HEIMDALL_ARTIFACT_HOOK_SECRET));
    }
    if (url.isEmpty() && secret.isPresent()) {
      reader.problem(
          "%s is set, but no %s says where it is for"
              .formatted(
                  ConfigKey.HEIMDALL_ARTIFACT_HOOK_SECRET, ConfigKey.HEIMDALL_ARTIFACT_HOOK_URL));
    }
    return url.flatMap(at -> secret.map(with -> new HookConfig(at, with, timeout, open)));
  }

  static WebhookConfig webhooks(ConfigReader reader) {
    List<String> allowed = reader.list(ConfigKey.HEIMDALL_ALLOW_WEBHOOKS);
    var _ =
        reader.parsed(
            ConfigKey.HEIMDALL_ALLOW_WEBHOOKS, Optional.of(allowed), AddressPolicy::publicAnd);
    return new WebhookConfig(
        allowed,
        reader.bool(ConfigKey.HEIMDALL_WEBHOOK_HTTP),
        reader.duration(
            ConfigKey.HEIMDALL_WEBHOOK_RETENTION, Duration.ofMinutes(1), Duration.ofDays(3650)));
  }
}
