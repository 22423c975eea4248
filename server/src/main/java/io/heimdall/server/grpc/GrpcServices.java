package io.heimdall.server.grpc;

import io.grpc.BindableService;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.admin.StorageSweep;
import io.heimdall.server.artifact.Catalogue;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.artifact.signed.SignedUrls;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.artifact.usage.Usage;
import io.heimdall.server.artifact.webhook.Webhooks;
import io.heimdall.server.grpc.call.RequestValidator;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.node.Nodes;
import io.heimdall.server.plan.RecurringPlans;
import io.heimdall.server.receiver.choice.ReceiverChoice;
import io.heimdall.server.receiver.clock.ClockTests;
import io.heimdall.server.receiver.registry.CheckHistory;
import io.heimdall.server.receiver.registry.ReceiverChecks;
import io.heimdall.server.receiver.registry.ReceiverImports;
import io.heimdall.server.receiver.registry.ReceiverRegistry;
import io.heimdall.server.recording.Recordings;
import io.heimdall.server.storage.ObjectStore;
import java.time.InstantSource;
import java.util.List;

/// The adapters of all services over the domain, and the streams they share.
public final class GrpcServices {
  private final ResponseStreams streams = new ResponseStreams();
  private final List<BindableService> adapters;
  private final CallTally tally;

  /// What the services are about.
  ///
  /// @param acquisitions starts and follows acquisitions
  /// @param plans start acquisitions again and again
  /// @param receivers what receivers there are, and how they do
  /// @param measurements what was found
  /// @param stored what was received
  /// @param artifacts what was made of it
  public record Domain(
      Acquisitions acquisitions,
      RecurringPlans plans,
      Receivers receivers,
      Measured measurements,
      Stored stored,
      Kept artifacts) {}

  /// What receivers there are, and how they do.
  ///
  /// @param registry which there are
  /// @param imports adds lists of them
  /// @param checks whether they deliver now
  /// @param history whether they did
  /// @param choice which of them suit a target
  /// @param clocks whether their clocks are right
  public record Receivers(
      ReceiverRegistry registry,
      ReceiverImports imports,
      ReceiverChecks checks,
      CheckHistory history,
      ReceiverChoice choice,
      ClockTests clocks) {}

  /// What was found.
  ///
  /// @param rows one by one
  /// @param summaries over time, receivers and frequencies
  public record Measured(Measurements rows, Summaries summaries) {}

  /// What was received, and where it is.
  ///
  /// @param recordings the rows
  /// @param store where samples are kept
  /// @param sweep compares both
  public record Stored(Recordings recordings, ObjectStore store, StorageSweep sweep) {}

  /// What users keep beside recordings.
  ///
  /// @param uploads how it comes
  /// @param downloads how it goes
  /// @param urls how it comes and goes without a token
  /// @param catalogue what it is
  /// @param events what happens to it
  /// @param webhooks who is told of that
  /// @param usage how much of it comes, goes and is kept
  public record Kept(
      Uploads uploads,
      Downloads downloads,
      SignedUrls urls,
      Catalogue catalogue,
      ArtifactEvents events,
      Webhooks webhooks,
      Usage usage) {}

  /// Makes the adapters.
  ///
  /// @param domain what they adapt
  /// @param nodes other servers, to which calls are passed on
  /// @param clock dates what is not an event of its own
  public GrpcServices(Domain domain, Nodes nodes, InstantSource clock) {
    this.tally = domain.artifacts().usage().counts()::called;
    this.adapters =
        List.of(
            new AcquisitionGrpc(domain.acquisitions(), new SampleRelay(nodes), streams, clock),
            new PlanGrpc(domain.plans()),
            new ReceiverGrpc(domain.receivers(), new RequestValidator(), streams),
            new MeasurementGrpc(domain.measurements(), streams),
            new StorageGrpc(
                domain.stored().recordings(),
                domain.stored().store(),
                domain.acquisitions().imports(),
                domain.measurements().rows(),
                streams),
            new ArtifactGrpc(domain.artifacts(), streams),
            new AdminGrpc(domain.stored().sweep(), streams));
  }

  List<BindableService> adapters() {
    return adapters;
  }

  CallTally tally() {
    return tally;
  }

  ResponseStreams streams() {
    return streams;
  }
}
