package io.heimdall.server.receiver.kiwi;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.StampFit;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.DriverContract;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.security.Secret;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.wire.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KiwiContractIT extends DriverContract {

  private static final int BLOCKS = 300;

  KiwiContractIT() {
    super(
        new KiwiReceiver(
            new KiwiOptions("test@example.org", Duration.ZERO, 50),
            DIALER,
            InstantSource.system()));
  }

  @Override
  protected Map<Fault, FailureReason> reasons() {
    return Map.ofEntries(
        entry(Fault.BUSY, FailureReason.BUSY),
        entry(Fault.PASSWORD, FailureReason.PASSWORD),
        entry(Fault.DOWN, FailureReason.DOWN),
        entry(Fault.MASKED, FailureReason.MASKED),
        entry(Fault.IP_LIMIT, FailureReason.QUOTA),
        entry(Fault.NO_API, FailureReason.REFUSED),
        entry(Fault.NO_IQ, FailureReason.NO_IQ),
        entry(Fault.GARBAGE, FailureReason.BAD_DATA),
        entry(Fault.HTML, FailureReason.BAD_DATA),
        entry(Fault.SILENT, FailureReason.TIMEOUT),
        entry(Fault.LATE_BUSY, FailureReason.BUSY),
        entry(Fault.DISCONNECT, FailureReason.DISCONNECTED));
  }

  @Test
  void datesSamplesByTheReceiversStamps() throws Exception {
    Reception reception = receive(SimulatorOptions.synthetic(1));

    assertThat(reception.anchor.timingClass()).isEqualTo(TimingClass.GPS_FIT);
    assertThat(reception.anchor.sampleRateHz()).isCloseTo(reception.trueRateHz, within(0.01));
    assertThat(reception.sequenceGaps + reception.stampGaps).isZero();
  }

  @Test
  void countsEveryLossThatTheNumbersShow() throws Exception {
    Reception reception =
        receive(SimulatorOptions.synthetic(1).withFault(1, Fault.SEQUENCE_GAPS, 50));

    assertThat(reception.sequenceGaps).isBetween(5, 6);
    assertThat(reception.lost).isEqualTo(reception.sequenceGaps * 3L * 512);
    assertThat(reception.anchor.sampleRateHz()).isCloseTo(reception.trueRateHz, within(0.01));
  }

  @Test
  void countsEveryLossThatOnlyStampsShow() throws Exception {
    Reception reception = receive(SimulatorOptions.synthetic(1).withFault(1, Fault.STAMP_GAPS, 50));

    assertThat(reception.stampGaps).isBetween(5, 6);
    assertThat(reception.lost).isEqualTo(reception.stampGaps * 777L);
    assertThat(reception.anchor.sampleRateHz()).isCloseTo(reception.trueRateHz, within(0.01));
  }

  @Test
  void getsOverStaleStamps() throws Exception {
    Reception reception =
        receive(SimulatorOptions.synthetic(1).withFault(1, Fault.STALE_STAMPS, 2));

    assertThat(reception.stamped).isEqualTo(BLOCKS);
    assertThat(reception.anchor.timingClass()).isEqualTo(TimingClass.GPS_FIT);
  }

  @Test
  void saysWhenTheFixIsOldAndWhenThereIsNone() throws Exception {
    Reception old = receive(SimulatorOptions.synthetic(1).withFault(1, Fault.OLD_FIX, 240));
    Reception none = receive(SimulatorOptions.synthetic(1).withFault(1, Fault.NO_GPS));

    assertThat(old.anchor.timingClass()).isEqualTo(TimingClass.GPS_STALE);
    assertThat(none.stamped).isZero();
    assertThat(none.anchor.timingClass()).isEqualTo(TimingClass.HOST_ARRIVAL);
  }

  @Test
  void seesOverloads() throws Exception {
    Reception reception = receive(SimulatorOptions.synthetic(1).withFault(1, Fault.OVERLOAD, 4));

    assertThat(reception.overloaded).isEqualTo(BLOCKS / 4);
  }

  @Test
  void hasLeftTheReceiverWhenItIsClosed() throws Exception {
    try (Simulator simulator =
        simulator(SimulatorOptions.synthetic(2).withFault(2, Fault.MASKED))) {
      SimulatedReceiver receiver = simulator.receiver(1);
      SimulatedReceiver masked = simulator.receiver(2);
      for (int time = 0; time < 20; time++) {
        driver().open(target(receiver), tuning(receiver)).close();
        assertThat(receiver.counters().open()).isZero();
        assertThatThrownBy(() -> driver().open(target(masked), tuning(masked)))
            .isInstanceOf(ReceiverFailure.class);
        assertThat(masked.counters().open()).isZero();
      }
      assertThat(receiver.counters().mostOpen()).isEqualTo(1);
    }
  }

  @Test
  void opensWithThePasswordAndWithAnEarlyRate() throws Exception {
    var options =
        SimulatorOptions.synthetic(2).withFault(1, Fault.PASSWORD).withFault(2, Fault.EARLY_RATE);
    try (Simulator simulator = simulator(options)) {
      var locked =
          new ReceiverTarget(
              1,
              simulator.receiver(1).url(),
              0,
              Optional.of(new Secret("sesame")),
              Duration.ofSeconds(5));

      driver().open(locked, tuning(simulator.receiver(1))).close();
      driver().open(target(simulator.receiver(2)), tuning(simulator.receiver(2))).close();

      assertThat(simulator.receiver(2).counters().kicked()).isZero();
    }
  }

  private static final class Reception {
    int sequenceGaps;
    int stampGaps;
    long lost;
    int stamped;
    int overloaded;
    double trueRateHz;
    SampleAnchor anchor;

    Reception(SampleAnchor anchor) {
      this.anchor = anchor;
    }
  }

  private Reception receive(SimulatorOptions options) throws Exception {
    try (Simulator simulator = simulator(options)) {
      SimulatedReceiver receiver = simulator.receiver(1);
      try (IqStream stream = driver().open(target(receiver), tuning(receiver))) {
        var fit = new StampFit(stream.info().sampleRateHz());
        fit.addArrival(0, 0);
        var reception = new Reception(fit.anchorAt(0));
        reception.trueRateHz = receiver.truth().sampleRateHz();
        var block = new IqBlock(stream.blockCapacity());
        long end = 0;
        for (int n = 0; n < BLOCKS; n++) {
          assertThat(stream.next(block)).isTrue();
          count(reception, block, end, fit);
          end = block.endSample();
        }
        reception.anchor = fit.anchorAt(0);
        return reception;
      }
    }
  }

  private static void count(Reception reception, IqBlock block, long end, StampFit fit) {
    if (block.firstSample() != end) {
      reception.lost += block.firstSample() - end;
      if (block.lossCause() == Gap.Cause.STAMP) {
        reception.stampGaps++;
      } else {
        reception.sequenceGaps++;
      }
    }
    if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
      reception.stamped++;
      assertThat(fit.add(block.firstSample(), block.stampUtcNanos(), block.fixAgeSeconds()))
          .isTrue();
    }
    if (block.overloaded()) {
      reception.overloaded++;
    }
  }
}
