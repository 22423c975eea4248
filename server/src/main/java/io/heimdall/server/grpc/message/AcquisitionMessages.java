package io.heimdall.server.grpc.message;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.UtcWindow;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.server.acquisition.Plan;
import io.heimdall.server.acquisition.PlanJson;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.Hop;
import io.heimdall.v1.Passband;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import io.heimdall.v1.RetryPolicy;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Acquisitions on the wire.
public final class AcquisitionMessages {
  private AcquisitionMessages() {}

  /// An acquisition with its receivers.
  ///
  /// @param snapshot the domain's
  /// @return the wire's
  public static io.heimdall.v1.Acquisition of(AcquisitionSnapshot snapshot) {
    Acquisition acquisition = snapshot.acquisition();
    var message =
        io.heimdall.v1.Acquisition.newBuilder()
            .setAcquisitionId(acquisition.id().toString())
            .setOwner(acquisition.request().owner())
            .setPlan(of(PlanJson.read(acquisition.plan().planJson())))
            .setState(of(acquisition.state()))
            .setRuns(acquisition.run().begun())
            .setNode(acquisition.run().begun() == 0 ? "" : acquisition.run().nodeId())
            .setLateStart(acquisition.times().lateStart())
            .setPercent(acquisition.progressPercent())
            .setCreateTime(Times.of(acquisition.times().createdAt()))
            .setSequence(acquisition.eventSequence());
    snapshot.recordings().stream()
        .sorted(
            Comparator.<Recording>comparingInt(recording -> recording.id().hop())
                .thenComparingInt(recording -> recording.id().receiverId()))
        .forEach(recording -> message.addReceivers(progress(recording)));
    snapshot.hops().forEach(hop -> message.addHops(of(hop)));
    if (acquisition.request().recurringPlanId() != null) {
      message.setRecurringPlanId(acquisition.request().recurringPlanId().toString());
    }
    if (acquisition.outcome().message() != null) {
      message.setMessage(acquisition.outcome().message());
    }
    UtcWindow window = acquisition.window();
    if (window != null) {
      message
          .setWindowStartTime(Times.ofUnixNanos(window.startNanos()))
          .setWindowEndTime(Times.ofUnixNanos(window.endNanos()));
    }
    if (acquisition.times().finishedAt() != null) {
      message.setEndTime(Times.of(acquisition.times().finishedAt()));
    }
    return message.build();
  }

  private static Hop of(io.heimdall.db.acquisition.Hop hop) {
    var message = Hop.newBuilder().setHop(hop.hop()).setCenterFrequencyHz(hop.centerFrequencyHz());
    if (hop.window() != null) {
      message
          .setWindowStartTime(Times.ofUnixNanos(hop.window().startNanos()))
          .setWindowEndTime(Times.ofUnixNanos(hop.window().endNanos()));
    }
    return message.build();
  }

  /// A plan on the wire.
  ///
  /// @param plan the domain's
  /// @return the wire's
  public static AcquisitionPlan of(Plan plan) {
    var message =
        AcquisitionPlan.newBuilder()
            .addAllCenterFrequenciesHz(plan.centerFrequenciesHz())
            .setDuration(Durations.fromNanos(plan.durationNanos()))
            .setSampleRateHz(plan.sampleRateHz())
            .addAllReceiverIds(plan.receiverIds())
            .setMinReceivers(plan.minReceivers())
            .putAllLabels(plan.labels());
    Plan.Passband passband = plan.tuning().passband();
    if (passband != null) {
      message.setPassband(
          Passband.newBuilder().setLowHz(passband.lowHz()).setHighHz(passband.highHz()));
    }
    if (plan.tuning().gainDb() != null) {
      message.setGainDb(plan.tuning().gainDb());
    }
    if (plan.startTime() != null) {
      message.setStartTime(Times.of(plan.startTime()));
    }
    if (!plan.retry().equals(Plan.Retry.DEFAULT)) {
      message.setRetry(of(plan.retry()));
    }
    return message.build();
  }

  private static RetryPolicy of(Plan.Retry retry) {
    var message = RetryPolicy.newBuilder();
    if (retry.maxRetries() != null) {
      message.setMaxRetries(retry.maxRetries());
    }
    if (retry.firstPauseNanos() != null) {
      message.setFirstPause(Durations.fromNanos(retry.firstPauseNanos()));
    }
    return message.build();
  }

  /// A plan as asked for, within the contract's limits.
  ///
  /// @param message the wire's
  /// @return the domain's
  public static Plan plan(AcquisitionPlan message) {
    Duration duration = message.getDuration();
    return new Plan(
        message.getCenterFrequenciesHzList(),
        Durations.toNanos(duration),
        message.getSampleRateHz(),
        setting(message),
        message.getReceiverIdsList(),
        Math.max(1, message.getMinReceivers()),
        message.getLabelsMap(),
        message.hasStartTime()
            ? Times.read("plan.start_time", message.getStartTime()).truncatedTo(ChronoUnit.MICROS)
            : null,
        message.hasRetry() ? retry(message.getRetry()) : Plan.Retry.DEFAULT);
  }

  private static Plan.Setting setting(AcquisitionPlan message) {
    Passband passband = message.getPassband();
    return new Plan.Setting(
        message.hasPassband() ? new Plan.Passband(passband.getLowHz(), passband.getHighHz()) : null,
        message.hasGainDb() ? message.getGainDb() : null);
  }

  private static Plan.Retry retry(RetryPolicy message) {
    return new Plan.Retry(
        message.hasMaxRetries() ? message.getMaxRetries() : null,
        message.hasFirstPause() ? Durations.toNanos(message.getFirstPause()) : null);
  }

  static AcquisitionState of(io.heimdall.db.acquisition.AcquisitionState state) {
    return AcquisitionState.valueOf("ACQUISITION_STATE_" + state.name());
  }

  /// A state to ask for.
  ///
  /// @param state the wire's, one that is stated
  /// @return the domain's
  public static io.heimdall.db.acquisition.AcquisitionState state(AcquisitionState state) {
    return io.heimdall.db.acquisition.AcquisitionState.valueOf(
        state.name().substring("ACQUISITION_STATE_".length()));
  }

  static ReceiverState of(io.heimdall.db.recording.RecordingState state) {
    return ReceiverState.valueOf("RECEIVER_STATE_" + state.name());
  }

  static FailureReason reason(Recording.@Nullable Failure failure) {
    return failure == null
        ? FailureReason.FAILURE_REASON_UNSPECIFIED
        : FailureReason.valueOf("FAILURE_REASON_" + failure.reason());
  }

  static ReceiverProgress of(io.heimdall.server.acquisition.ReceiverProgress progress) {
    var message =
        ReceiverProgress.newBuilder()
            .setReceiverId(progress.receiverId())
            .setName(progress.name())
            .setState(of(progress.state()))
            .setSamplesExpected(progress.samplesExpected())
            .setSamplesReceived(progress.samplesReceived())
            .setSamplesLost(progress.samplesLost())
            .setLateStart(progress.lateStart())
            .setSampleRateHz(progress.sampleRateHz())
            .setHop(progress.hop())
            .setCenterFrequencyHz(progress.centerFrequencyHz())
            .setRetries(progress.retries());
    if (progress.nextAttempt() != null) {
      message.setNextAttemptTime(Times.of(progress.nextAttempt()));
    }
    if (progress.reason() != null) {
      message.setFailureReason(ReceiverMessages.of(progress.reason()));
    }
    if (progress.message() != null) {
      message.setFailureMessage(progress.message());
    }
    if (progress.snrDb() != null) {
      message.setSnrDb(progress.snrDb());
    }
    return message.build();
  }

  private static ReceiverProgress progress(Recording recording) {
    var message =
        ReceiverProgress.newBuilder()
            .setReceiverId(recording.id().receiverId())
            .setName(recording.receiver().name())
            .setState(of(recording.state()))
            .setFailureReason(reason(recording.failure()))
            .setSamplesExpected(recording.samples().expected())
            .setSamplesReceived(recording.samples().received())
            .setSamplesLost(recording.samples().lost())
            .setLateStart(recording.quality().lateStart())
            .setHop(recording.id().hop())
            .setCenterFrequencyHz(recording.centerFrequencyHz())
            .setRetries(recording.retries().count());
    if (recording.retries().nextAttempt() != null) {
      message.setNextAttemptTime(Times.of(recording.retries().nextAttempt()));
    }
    if (recording.failure() != null) {
      message.setFailureMessage(recording.failure().message());
    }
    if (recording.snrDb() != null) {
      message.setSnrDb(recording.snrDb());
    }
    if (recording.stream() != null) {
      message.setSampleRateHz(recording.stream().sampleRateHz());
    }
    return message.build();
  }
}
