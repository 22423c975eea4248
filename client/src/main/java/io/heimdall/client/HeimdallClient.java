package io.heimdall.client;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.PlanServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.StorageServiceGrpc;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A connection to one server, with one door per service. Safe for use by many threads.
///
/// ```java
/// try (HeimdallClient client = HeimdallClient.connect(options);
///     AcquisitionWatch watch = client.acquisitions().acquire(plan)) {
///   watch.forEachRemaining(event -> show(event));
/// }
/// ```
///
/// Calls throw [HeimdallException], whose message is a sentence for people. A read that the server
/// answers with UNAVAILABLE is tried up to four times; of what changes something nothing is sent
/// twice but what the server recognizes by its request id.
public final class HeimdallClient implements AutoCloseable {

  /// Largest message accepted, in bytes: chunks are at most 1 MiB, a page of a list may be larger.
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final int MAX_METADATA_BYTES = 64 << 10;

  /// A silent connection is asked this often whether it is still there; servers allow 20 s.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private final ManagedChannel channel;
  private final Acquisitions acquisitions;
  private final Plans plans;
  private final Receivers receivers;
  private final Measurements measurements;
  private final Recordings recordings;
  private final Artifacts artifacts;
  private final ArtifactUploads artifactUploads;
  private final ArtifactDownloads artifactDownloads;
  private final ArtifactWebhooks artifactWebhooks;
  private final Administration administration;

  private HeimdallClient(ManagedChannel channel, ClientOptions options) {
    this.channel = channel;
    var calls = new Calls(channel, options);
    this.acquisitions = new Acquisitions(calls);
    this.plans = new Plans(calls);
    this.receivers = new Receivers(calls);
    this.measurements = new Measurements(calls);
    this.recordings = new Recordings(calls);
    this.artifacts = new Artifacts(calls);
    this.artifactUploads = new ArtifactUploads(calls);
    this.artifactDownloads = new ArtifactDownloads(calls);
    this.artifactWebhooks = new ArtifactWebhooks(calls);
    this.administration = new Administration(calls);
  }

  /// Prepares a connection; it is made with the first call.
  ///
  /// @param options where to, and how
  /// @return the client, to be closed
  public static HeimdallClient connect(ClientOptions options) {
    return new HeimdallClient(channel(options.address()), options);
  }

  /// Prepares the channel of a connection.
  static ManagedChannel channel(ServerAddress address) {
    return Grpc.newChannelBuilderForAddress(
            address.host(), address.port(), InsecureChannelCredentials.create())
        .userAgent("heimdall-client")
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .defaultServiceConfig(
            ReadRetries.of(
                AcquisitionServiceGrpc.getServiceDescriptor(),
                PlanServiceGrpc.getServiceDescriptor(),
                ReceiverServiceGrpc.getServiceDescriptor(),
                MeasurementServiceGrpc.getServiceDescriptor(),
                StorageServiceGrpc.getServiceDescriptor(),
                ArtifactServiceGrpc.getServiceDescriptor()))
        .enableRetry()
        .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
        .build();
  }

  /// Runs and follows acquisitions.
  ///
  /// @return the door to the acquisition service
  public Acquisitions acquisitions() {
    return acquisitions;
  }

  /// Keeps recurring plans.
  ///
  /// @return the door to the plan service
  public Plans plans() {
    return plans;
  }

  /// Operates on the registry of receivers.
  ///
  /// @return the door to the receiver service
  public Receivers receivers() {
    return receivers;
  }

  /// Reads measurements.
  ///
  /// @return the door to the measurement service
  public Measurements measurements() {
    return measurements;
  }

  /// Reads stored samples.
  ///
  /// @return the door to the storage service
  public Recordings recordings() {
    return recordings;
  }

  /// Finds, shares and changes artifacts.
  ///
  /// @return the door to what the artifact service knows
  public Artifacts artifacts() {
    return artifacts;
  }

  /// Sends artifacts.
  ///
  /// @return the door to the artifact service's uploads
  public ArtifactUploads artifactUploads() {
    return artifactUploads;
  }

  /// Receives artifacts.
  ///
  /// @return the door to the artifact service's downloads
  public ArtifactDownloads artifactDownloads() {
    return artifactDownloads;
  }

  /// Has what happens to artifacts sent to URLs.
  ///
  /// @return the door to the artifact service's webhooks
  public ArtifactWebhooks artifactWebhooks() {
    return artifactWebhooks;
  }

  /// Looks after the installation.
  ///
  /// @return the door to the admin service
  public Administration administration() {
    return administration;
  }

  /// Ends all calls and the connection. When it returns, no thread of the connection runs, or five
  /// seconds have passed.
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
        System.getLogger(HeimdallClient.class.getName())
            .log(System.Logger.Level.WARNING, "The connection did not end within 5 s.");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
