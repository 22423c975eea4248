package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.Hop;
import io.heimdall.server.storage.LeftoverSegment;
import io.heimdall.server.storage.RecordingName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts runs together.
final class RunFactory {

  /// Segments of a file that may wait for the store before its reader does: some 32 MiB.
  private static final int SEGMENTS_OF_A_FILE = 4;

  /// Who gave the file waits too.
  private static final Duration PATIENCE_OF_A_FILE = Duration.ofMinutes(1);

  private final Transactions transactions;
  private final Drivers drivers;
  private final RecordingArchive.Vault vault;
  private final EventBell bell;
  private final AcquisitionConfig config;
  private final InstantSource clock;

  private interface Source {
    ReceiverPart.Opening of(HopRows.Unended one) throws ReceiverFailure;
  }

  /// Where the samples of a run come from, and in whose time.
  ///
  /// @param source finds out how a recording's samples are come by
  /// @param vault where segments go
  /// @param clock the time in which the windows lie
  /// @param start when the first window begins, UTC nanoseconds; empty where the receivers agree
  private record Origin(
      Source source, RecordingArchive.Vault vault, InstantSource clock, Optional<Long> start) {}

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
    Optional<ImportedFile> file = PlanJson.importedFile(acquisition.plan().planJson());
    return file.isEmpty()
        ? create(acquisition, new Origin(this::reach, vault, clock, Optional.empty()))
        : create(acquisition, lost(file.get().name()), file.get().startUtcNanos());
  }

  /// Makes the run of an acquisition whose samples are all in a file. Its window is in the file's
  /// time, in which nothing is late.
  ///
  /// @param acquisition the acquisition as claimed
  /// @param file delivers the samples
  /// @param startUtcNanos when the file begins
  /// @return a run that has not begun
  AcquisitionRun create(Acquisition acquisition, ReceiverPart.Opening file, long startUtcNanos) {
    InstantSource begin = InstantSource.fixed(MeasuredRecording.instant(startUtcNanos));
    return create(
        acquisition,
        new Origin(
            _ -> file,
            vault.waiting(SEGMENTS_OF_A_FILE, PATIENCE_OF_A_FILE),
            begin,
            Optional.of(startUtcNanos)));
  }

  private AcquisitionRun create(Acquisition acquisition, Origin origin) {
    var journal = new RunJournal(transactions, acquisition.lease(), bell, clock);
    var taps = new LiveTaps();
    List<Function<AcquisitionRun, HopRun>> hops = new ArrayList<>();
    if (AcquisitionRun.hopeless(acquisition)) {
      return new AcquisitionRun(acquisition, journal, hops, taps);
    }
    int count = PlanJson.read(acquisition.plan().planJson()).centerFrequenciesHz().size();
    for (int hop = 0; hop < count; hop++) {
      int index = hop;
      hops.add(run -> hop(acquisition, index, journal, run, origin));
    }
    return new AcquisitionRun(acquisition, journal, hops, taps);
  }

  private HopRun hop(
      Acquisition acquisition, int hop, RunJournal journal, AcquisitionRun run, Origin origin) {
    HopRows rows = transactions.inSnapshot(tx -> HopRows.read(tx, acquisition, hop));
    int hops = rows.plan().centerFrequenciesHz().size();
    var place = new HopRun.Place(hop, hop == hops - 1, rows.agreed());
    var reporter = new RunReporter(journal, hop, hops);
    List<ReceiverPart> parts =
        rows.unended().stream().map(one -> part(rows, one, reporter, origin)).toList();
    Rendezvous rendezvous = rendezvous(rows, parts.size(), origin);
    var finisher =
        new RecordingFinisher(
            acquisition, journal, reporter, rendezvous, run.taps(), origin.vault());
    return new HopRun(
        new HopRun.Parts(place, parts, rendezvous, finisher, reporter, run.taps()),
        journal,
        run::cancel);
  }

  /// The window of a hop is agreed only once; the first one may have been asked for.
  private Rendezvous rendezvous(HopRows rows, int parties, Origin origin) {
    return rows.start()
        .or(origin::start)
        .<Rendezvous>map(startUtcNanos -> Rendezvous.at(startUtcNanos, origin.clock()))
        .orElseGet(
            () -> new Rendezvous(parties, config.connectPatience(), config.startMargin(), clock));
  }

  private ReceiverPart.Opening reach(HopRows.Unended one) throws ReceiverFailure {
    Receiver receiver = one.receiver();
    if (receiver == null) {
      throw removed(one.recording());
    }
    return drivers.reach(receiver, one.password())::open;
  }

  /// Stands for a file that was given to a server which has ended since: the file went with it. A
  /// run that goes on where that server stopped finds this, and ends with what is stored.
  private static ReceiverPart.Opening lost(String fileName) {
    return _ -> {
      throw ReceiverFailure.lasting(
          FailureReason.INTERRUPTED,
          "the server stopped while it stored the file %s; import it again".formatted(fileName));
    };
  }

  private ReceiverPart part(
      HopRows rows, HopRows.Unended one, RunReporter reporter, Origin origin) {
    Plan plan = rows.plan();
    boolean hopping = plan.centerFrequenciesHz().size() > 1;
    Recording row = one.recording();
    var recording =
        new NewRecording(row.id(), row.owner(), row.receiver(), row.centerFrequencyHz(), 0);
    Earlier earlier = one.earlier().with(recovered(row, one.earlier()));
    var progress = new RecordingProgress(recording, reporter::stateChanged);
    progress.resume(earlier);
    return new ReceiverPart(
        recording,
        new RecordingName(
            row.id().acquisitionId(),
            row.id().receiverId(),
            hopping
                ? Optional.of(new Hop(row.id().hop(), row.centerFrequencyHz()))
                : Optional.empty()),
        connection(plan, one, earlier, origin),
        plan.durationNanos(),
        earlier,
        progress,
        origin.clock());
  }

  /// A receiver that cannot be reached at all costs its own recording and no other one.
  private ReceiverPart.Connection connection(
      Plan plan, HopRows.Unended one, Earlier earlier, Origin origin) {
    Receiver receiver = one.receiver();
    long frequencyHz = one.recording().centerFrequencyHz();
    try {
      return new ReceiverPart.Connection(
          origin.source().of(one),
          receiver == null
              ? Tuning.to(frequencyHz)
              : tuning(plan, frequencyHz, receiver.spec().tuning()),
          config.backlog(),
          pauses(plan.retry(), receiver == null ? 0 : receiver.spec().retryCount(), earlier),
          receiver == null ? Duration.ZERO : Duration.ofSeconds(receiver.spec().timeoutSeconds()));
    } catch (ReceiverFailure lasting) {
      return new ReceiverPart.Connection(
          _ -> {
            throw lasting;
          },
          Tuning.to(frequencyHz),
          config.backlog(),
          pauses(plan.retry(), 0, earlier),
          Duration.ZERO);
    }
  }

  private static ReceiverFailure removed(Recording recording) {
    return ReceiverFailure.lasting(
        FailureReason.UNREACHABLE,
        "receiver %d (%s) has been removed from the registry"
            .formatted(recording.id().receiverId(), recording.receiver().name()));
  }

  private static RetryPauses pauses(Plan.Retry retry, int usual, Earlier earlier) {
    Integer most = retry.maxRetries();
    Long first = retry.firstPauseNanos();
    return new RetryPauses(
        most == null ? usual : most,
        first == null ? RetryPauses.DEFAULT_FIRST.toNanos() : first,
        earlier.retries(),
        ThreadLocalRandom.current());
  }

  /// What an earlier run on this node had not brought into the store. Files that are of no use any
  /// more are removed.
  private List<FinishedSegment> recovered(Recording row, Earlier earlier) {
    List<FinishedSegment> found = new ArrayList<>();
    for (LeftoverSegment file : vault.spool().leftovers(row.id().acquisitionId())) {
      if (isOf(file.name().recording(), row.id())) {
        vault.spool().recover(file).ifPresent(found::add);
      }
    }
    // Their names tell the order within a run, not that of the runs.
    found.sort(Comparator.comparingLong(FinishedSegment::firstSample));
    List<FinishedSegment> used = earlier.with(found).recovered();
    found.stream().filter(file -> !used.contains(file)).forEach(vault.spool()::discard);
    return used;
  }

  private static boolean isOf(RecordingName name, RecordingId id) {
    return name.receiverId() == id.receiverId() && name.hop().map(Hop::index).orElse(0) == id.hop();
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

  /// What the plan leaves open the receiver's own settings decide, and then its driver.
  private static Tuning tuning(Plan plan, long centerFrequencyHz, ReceiverSpec.TuningDefaults own) {
    Plan.Passband passband = plan.tuning().passband();
    return new Tuning(
        centerFrequencyHz,
        plan.sampleRateHz(),
        passband == null ? orNan(own.passbandLowHz()) : passband.lowHz(),
        passband == null ? orNan(own.passbandHighHz()) : passband.highHz(),
        gain(plan.tuning().gainDb(), own.gain()));
  }

  /// What the plan says counts before what is said of the receiver.
  static Gain gain(@Nullable Double wantedDb, ReceiverSpec.Gain own) {
    if (own.automatic() && wantedDb == null) {
      return Gain.AUTOMATIC;
    }
    Double db = wantedDb == null ? own.manualDb() : wantedDb;
    return db == null ? Gain.DRIVERS_DEFAULT : new Gain.Manual(db);
  }

  private static double orNan(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
