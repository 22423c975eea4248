package io.heimdall.server.grpc.message;

import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Gain;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.registry.CheckEffect;
import io.heimdall.server.receiver.registry.CheckReport;
import io.heimdall.server.receiver.registry.HealthJson;
import io.heimdall.server.receiver.registry.PasswordChange;
import io.heimdall.server.receiver.registry.Wanted;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import org.jspecify.annotations.Nullable;

/// Receivers on the wire.
public final class ReceiverMessages {
  private static final double NANOS_PER_MILLI = 1e6;

  private ReceiverMessages() {}

  /// A receiver.
  ///
  /// @param receiver the domain's
  /// @return the wire's
  public static Receiver of(io.heimdall.db.receiver.Receiver receiver) {
    ReceiverSpec spec = receiver.spec();
    TuningDefaults tuning = spec.tuning();
    var message =
        Receiver.newBuilder()
            .setReceiverId(receiver.id())
            .setName(spec.name())
            .setDriver(spec.driver())
            .setUrl(spec.url())
            .setLocationName(spec.location().name())
            .setActive(spec.activity() == Activity.ACTIVE)
            .setActivateWhenProven(spec.activity() == Activity.WHEN_PROVEN)
            .setDeactivatedByChecks(spec.activity() == Activity.DEACTIVATED)
            .setFrequencyOffsetHz(tuning.frequencyOffsetHz())
            .setTimeoutSeconds(spec.timeoutSeconds())
            .setOwner(receiver.owner())
            .setEtag(Etags.of(receiver.revision()))
            .setCreateTime(Times.of(receiver.createdAt()))
            .setUpdateTime(Times.of(receiver.updatedAt()))
            .setAutomaticGain(tuning.gain().automatic())
            .setHasPassword(receiver.hasPassword())
            .setPositionFromReceiver(spec.location().told())
            .setRetryCount(spec.retryCount());
    if (spec.location().country() != null) {
      message.setCountry(spec.location().country());
    }
    if (tuning.gain().manualDb() != null) {
      message.setGainDb(tuning.gain().manualDb());
    }
    if (tuning.minFrequencyHz() != null) {
      message.setMinFrequencyHz(tuning.minFrequencyHz());
    }
    if (tuning.maxFrequencyHz() != null) {
      message.setMaxFrequencyHz(tuning.maxFrequencyHz());
    }
    if (spec.location().position() != null) {
      message.setPosition(of(spec.location().position()));
    }
    if (receiver.lastCheck() != null) {
      message.setLastCheck(of(receiver.id(), receiver.lastCheck()));
    }
    return message.build();
  }

  /// A place.
  static Position of(io.heimdall.db.receiver.Position position) {
    var message =
        Position.newBuilder()
            .setLatitudeDeg(position.latitudeDeg())
            .setLongitudeDeg(position.longitudeDeg());
    if (position.altitudeM() != null) {
      message.setAltitudeM(position.altitudeM());
    }
    return message.build();
  }

  /// What a check found.
  ///
  /// @param report the domain's
  /// @return the wire's
  public static io.heimdall.v1.ReceiverCheck of(CheckReport report) {
    return check(report.receiverId(), report.health())
        .setCheckTime(Times.of(report.at()))
        .setActivated(report.effect() == CheckEffect.ACTIVATED)
        .setDeactivated(report.effect() == CheckEffect.DEACTIVATED)
        .build();
  }

  /// What an earlier check found.
  ///
  /// @param receiverId the receiver
  /// @param check the domain's
  /// @return the wire's
  public static io.heimdall.v1.ReceiverCheck of(int receiverId, ReceiverCheck check) {
    CheckEffect effect = HealthJson.effect(check.detailJson());
    return check(receiverId, HealthJson.decode(check.detailJson()))
        .setCheckTime(Times.of(check.at()))
        .setActivated(effect == CheckEffect.ACTIVATED)
        .setDeactivated(effect == CheckEffect.DEACTIVATED)
        .build();
  }

  private static io.heimdall.v1.ReceiverCheck.Builder check(int id, ReceiverHealth health) {
    var message =
        io.heimdall.v1.ReceiverCheck.newBuilder()
            .setReceiverId(id)
            .setReachable(health.reachable())
            .setDeliversIq(health.deliversIq())
            .setFailureReason(health.failure().map(ReceiverMessages::of).orElse(NONE))
            .setMessage(health.message())
            .setGpsGood(health.gpsGood())
            .setSoftware(health.software().orElse(""));
    health
        .latency()
        .ifPresent(latency -> message.setLatencyMs(latency.toNanos() / NANOS_PER_MILLI));
    health
        .clockOffset()
        .ifPresent(offset -> message.setClockOffsetMs(offset.toNanos() / NANOS_PER_MILLI));
    health.sampleRateHz().ifPresent(message::setSampleRateHz);
    health.freeSlots().ifPresent(message::setFreeSlots);
    health.totalSlots().ifPresent(message::setTotalSlots);
    health
        .position()
        .ifPresent(position ->
            message.setPosition(
                Position.newBuilder()
                    .setLatitudeDeg(position.latitudeDeg())
                    .setLongitudeDeg(position.longitudeDeg())));
    return message;
  }

  private static final FailureReason NONE = FailureReason.FAILURE_REASON_UNSPECIFIED;

  /// Why a receiver did not deliver.
  static FailureReason of(io.heimdall.server.receiver.FailureReason reason) {
    return FailureReason.valueOf("FAILURE_REASON_" + reason.name());
  }

  /// What a message says of a receiver. What the contract does not mention stays as it was.
  ///
  /// @param message the wire's
  /// @param before what was said of it so far; null for a new one
  /// @return the domain's
  public static ReceiverSpec spec(Receiver message, @Nullable ReceiverSpec before) {
    TuningDefaults kept = before == null ? TuningDefaults.NONE : before.tuning();
    return new ReceiverSpec(
        message.getDriver(),
        message.getName(),
        message.getUrl(),
        location(message, before),
        activity(message, before),
        new TuningDefaults(
            known(message.getMinFrequencyHz()),
            known(message.getMaxFrequencyHz()),
            message.getFrequencyOffsetHz(),
            kept.passbandLowHz(),
            kept.passbandHighHz(),
            gain(message)),
        message.getTimeoutSeconds() == 0
            ? ReceiverSpec.DEFAULT_TIMEOUT_SECONDS
            : message.getTimeoutSeconds(),
        message.hasRetryCount() ? message.getRetryCount() : ReceiverSpec.DEFAULT_RETRY_COUNT);
  }

  /// A new receiver as a message describes it.
  ///
  /// @param message the wire's
  /// @return the domain's
  public static Wanted wanted(Receiver message) {
    return new Wanted(
        spec(message, null),
        message.getPassword().isEmpty()
            ? PasswordChange.KEEP
            : PasswordChange.to(message.getPassword()));
  }

  /// A receiver as an update is to make it.
  ///
  /// @param merged the wire's, as it is to be
  /// @param mask the fields that change
  /// @param before the domain's, as it is
  /// @return the domain's
  public static Wanted wanted(
      Receiver merged, UpdateMask mask, io.heimdall.db.receiver.Receiver before) {
    return new Wanted(
        spec(merged, before.spec()),
        mask.paths().contains("password")
            ? PasswordChange.to(merged.getPassword())
            : PasswordChange.KEEP);
  }

  /// That a position is the receiver's own word only the server says, of a receiver it has.
  private static Location location(Receiver message, @Nullable ReceiverSpec before) {
    return new Location(
        message.getLocationName(),
        message.getCountry().isEmpty() ? null : message.getCountry(),
        message.hasPosition() ? position(message.getPosition()) : null,
        before != null && message.getPositionFromReceiver());
  }

  private static Gain gain(Receiver message) {
    return new Gain(
        message.hasGainDb() ? Double.valueOf(message.getGainDb()) : null,
        message.getAutomaticGain());
  }

  /// A place.
  ///
  /// @param position the wire's
  /// @return the domain's
  public static io.heimdall.db.receiver.Position position(Position position) {
    return new io.heimdall.db.receiver.Position(
        position.getLatitudeDeg(),
        position.getLongitudeDeg(),
        position.hasAltitudeM() ? position.getAltitudeM() : null);
  }

  private static Activity activity(Receiver message, @Nullable ReceiverSpec before) {
    boolean listenOnly = message.getDriver().equals(ReceiverSpec.LISTEN_ONLY);
    if (listenOnly && !message.hasActive() && !message.getActivateWhenProven()) {
      return Activity.INACTIVE;
    }
    if (message.getActive() || (!message.hasActive() && !message.getActivateWhenProven())) {
      return Activity.ACTIVE;
    }
    if (message.getActivateWhenProven()) {
      return Activity.WHEN_PROVEN;
    }
    // Only a receiver as the server has it says so: an update that sets `active` has taken it away.
    return message.getDeactivatedByChecks() && before != null
        ? Activity.DEACTIVATED
        : Activity.INACTIVE;
  }

  private static @Nullable Long known(long frequencyHz) {
    return frequencyHz == 0 ? null : frequencyHz;
  }
}
