package io.heimdall.server;

import io.heimdall.server.acquisition.WatchConfig;
import io.heimdall.server.artifact.Catalogue;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.CheckedCopies;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.server.artifact.hook.UploadHook;
import io.heimdall.server.artifact.signed.SignedUrls;
import io.heimdall.server.artifact.upload.UploadGate;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.artifact.usage.Usage;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.artifact.webhook.WebhookPace;
import io.heimdall.server.artifact.webhook.Webhooks;
import io.heimdall.server.backend.Backends;
import io.heimdall.server.backend.Opened;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.grpc.GrpcServices;
import io.heimdall.server.security.SealingKey;
import java.time.InstantSource;

/// The parts of the store of artifacts, in the order in which each needs those before it.
final class ArtifactParts {

  private ArtifactParts() {}

  /// Opens them.
  ///
  /// @param key encrypts secrets
  /// @param opened closes them
  static GrpcServices.Kept open(
      ServerConfig config, Backends backends, SealingKey key, InstantSource clock, Opened opened) {
    var transactions = backends.database().transactions();
    var store = backends.store();
    var counts = opened.add(UsageCounts.open(transactions, clock));
    UploadGate gate =
        config.hook().<UploadGate>map(hook -> new UploadHook(hook, clock)).orElse(UploadGate.OPEN);
    var uploads = opened.add(new Uploads(transactions, store, config.uploads(), gate, clock));
    var catalogue =
        Catalogue.open(
            transactions,
            store,
            new CheckedCopies(transactions, store),
            clock,
            config.retention().artifactTrash());
    var downloads = new Downloads(transactions, store, clock);
    var urls = SignedUrls.over(transactions, store, backends.urls(), uploads, downloads, clock);
    var limits =
        new ArtifactWatch.Limits(WatchConfig.DEFAULTS.heartbeat(), config.events().watchLimit());
    var events = opened.add(ArtifactEvents.open(transactions, new Rights(clock), limits));
    var webhooks =
        opened.add(
            Webhooks.open(
                new Webhooks.Needs(transactions, events, key, clock),
                config.webhooks(),
                WebhookPace.USUAL));
    var usage = Usage.of(transactions, counts, clock);
    return new GrpcServices.Kept(uploads, downloads, urls, catalogue, events, webhooks, usage);
  }
}
