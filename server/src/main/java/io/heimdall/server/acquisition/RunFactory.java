package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Puts runs together.
final class RunFactory {

  private final Transactions transactions;
  private final Drivers drivers;
  private final RecordingArchive.Vault vault;
  private final EventBell bell;
  private final AcquisitionConfig config;
  private final InstantSource clock;
  private final ReceiverRepository receivers = new ReceiverRepository();

  RunFactory(
      Transactions transactions,
      Drivers drivers,
      RecordingArchive.Vault vault,
      EventBell bell,
      AcquisitionConfig config,
      InstantSource clock) {
    this.transactions = transactions;
    this.drivers = drivers;
    this.vault = vault;
    this.bell = bell;
    this.config = config;
    this.clock = clock;
  }

  /// The recordings an acquisition is to make.
  ///
  /// @param made the acquisition
  /// @param plan what is to be received
  /// @param receivers by whom
  /// @return one for each frequency and receiver
  static List<NewRecording> recordings(Acquisition made, Plan plan, List<Receiver> receivers) {
    List<NewRecording> planned = new ArrayList<>();
    for (int hop = 0; hop < plan.centerFrequenciesHz().size(); hop++) {
      for (Receiver receiver : receivers) {
        planned.add(recording(made, plan, hop, receiver));
      }
    }
    return planned;
  }

  /// Makes the run of an acquisition.
  ///
  /// @param acquisition the acquisition as claimed
  /// @return a run that has not begun
  AcquisitionRun create(Acquisition acquisition) {
    Plan plan = PlanJson.read(acquisition.plan().planJson());
    List<Receiver> taking = transactions.inSnapshot(tx -> receivers.find(tx, plan.receiverIds()));
    var journal = new RunJournal(transactions, acquisition.lease(), bell, clock);
    var reporter = new RunReporter(journal);
    var taps = new LiveTaps();
    var finisher = new RecordingFinisher(acquisition, journal, reporter, taps, vault);
    var parts = new ArrayList<ReceiverPart>();
    for (Receiver receiver : taking) {
      parts.add(part(acquisition, plan, receiver, reporter));
    }
    var rendezvous =
        new Rendezvous(parts.size(), config.connectPatience(), config.startMargin(), clock);
    return new AcquisitionRun(
        new AcquisitionRun.Parts(journal, parts, rendezvous, finisher, reporter, taps),
        plan.minReceivers());
  }

  private ReceiverPart part(
      Acquisition acquisition, Plan plan, Receiver receiver, RunReporter reporter) {
    ReceiverSpec spec = receiver.spec();
    ReceiverDriver driver =
        drivers
            .named(spec.driver())
            .orElseThrow(() -> new IllegalStateException("no driver is named " + spec.driver()));
    NewRecording recording = recording(acquisition, plan, 0, receiver);
    return new ReceiverPart(
        recording,
        driver,
        target(receiver),
        tuning(plan, spec.tuning()),
        plan.durationNanos(),
        config.backlog(),
        new RecordingProgress(recording, reporter::stateChanged),
        clock);
  }

  private static NewRecording recording(
      Acquisition acquisition, Plan plan, int hop, Receiver receiver) {
    return new NewRecording(
        new RecordingId(acquisition.id(), receiver.id(), hop),
        acquisition.request().owner(),
        new ReceiverSnapshot(
            receiver.spec().name(), receiver.spec().url(), receiver.spec().location().position()),
        plan.centerFrequenciesHz().get(hop),
        0);
  }

  private static ReceiverTarget target(Receiver receiver) {
    ReceiverSpec spec = receiver.spec();
    return new ReceiverTarget(
        receiver.id(),
        URI.create(spec.url()),
        spec.tuning().frequencyOffsetHz(),
        Optional.empty(),
        Duration.ofSeconds(spec.timeoutSeconds()));
  }

  /// What the plan leaves open the receiver's own settings decide, and then its driver.
  private static Tuning tuning(Plan plan, ReceiverSpec.TuningDefaults own) {
    Plan.Passband passband = plan.tuning().passband();
    Double gain = plan.tuning().gainDb() == null ? own.gainDb() : plan.tuning().gainDb();
    return new Tuning(
        plan.firstFrequencyHz(),
        plan.sampleRateHz(),
        passband == null ? orNan(own.passbandLowHz()) : passband.lowHz(),
        passband == null ? orNan(own.passbandHighHz()) : passband.highHz(),
        gain == null ? OptionalDouble.empty() : OptionalDouble.of(gain));
  }

  private static double orNan(@org.jspecify.annotations.Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
