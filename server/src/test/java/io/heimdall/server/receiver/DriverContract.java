package io.heimdall.server.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.wire.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// What every driver promises, tried on simulated receivers that speak its wire protocol.
@Timeout(60)
public abstract class DriverContract {

  private static final int BLOCKS = 30;

  /// Samples come as fast as they are read.
  private static final double UNPACED = 0;

  /// What the drivers under test connect with.
  protected static final Dialer DIALER = new Dialer(Duration.ofSeconds(5), _ -> true);

  private final ReceiverDriver driver;

  /// Takes the driver under test.
  ///
  /// @param driver a driver that throws nothing away for settling
  protected DriverContract(ReceiverDriver driver) {
    this.driver = driver;
  }

  /// The driver under test.
  ///
  /// @return the driver
  protected ReceiverDriver driver() {
    return driver;
  }

  /// How each fault must end.
  ///
  /// @return the reason by fault
  protected abstract Map<Fault, FailureReason> reasons();

  @Test
  void deliversBlocksInOrderAndFreesTheReceiver() throws Exception {
    try (Simulator simulator = simulator(SimulatorOptions.synthetic(1))) {
      SimulatedReceiver receiver = simulator.receiver(1);
      try (IqStream stream = started(target(receiver), tuning(receiver))) {
        assertThat(stream.info().sampleRateHz()).isBetween(11_000.0, 13_000.0);
        var block = new IqBlock(stream.blockCapacity());
        long expected = 0;
        double power = 0;
        for (int n = 0; n < BLOCKS; n++) {
          assertThat(stream.next(block)).isTrue();
          assertThat(block.firstSample()).isEqualTo(expected);
          assertThat(block.count()).isPositive();
          assertThat(block.arrivalUtcNanos()).isPositive();
          expected = block.endSample();
          power += block.i()[0] * block.i()[0] + block.q()[0] * block.q()[0];
        }
        assertThat(power / BLOCKS).isBetween(1e-12, 1.0);
      }
      assertThat(receiver.await(seen -> seen.open() == 0, Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void holdsOneConnectionAtATime() throws Exception {
    try (Simulator simulator = simulator(SimulatorOptions.synthetic(1))) {
      SimulatedReceiver receiver = simulator.receiver(1);

      assertThat(driver.check(target(receiver), tuning(receiver)).deliversIq()).isTrue();
      assertThat(receiver.await(seen -> seen.open() == 0, Duration.ofSeconds(5))).isTrue();
      driver.open(target(receiver), tuning(receiver)).close();

      assertThat(receiver.counters().mostOpen()).isEqualTo(1);
      assertThat(receiver.counters().browserConnections()).isZero();
      assertThat(receiver.counters().kicked()).isZero();
    }
  }

  @Test
  void endsABlockedReadWhenClosed() throws Exception {
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.SILENT, 20);
    try (Simulator simulator = simulator(options)) {
      SimulatedReceiver receiver = simulator.receiver(1);
      IqStream stream = started(target(receiver), tuning(receiver));
      var ended = new CompletableFuture<FailureReason>();
      var reading = new CompletableFuture<Void>();
      Thread.ofVirtual().start(() -> readToTheEnd(stream, reading, ended));
      reading.get(10, TimeUnit.SECONDS);

      stream.close();
      stream.close();

      assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(FailureReason.DISCONNECTED);
      assertThatThrownBy(() -> stream.next(new IqBlock(stream.blockCapacity())))
          .isInstanceOf(ReceiverFailure.class);
    }
  }

  @TestFactory
  Stream<DynamicTest> givesEveryFaultItsReason() {
    return reasons().entrySet().stream()
        .map(entry ->
            dynamicTest(
                entry.getKey().label() + " is " + entry.getValue(),
                () -> assertThat(outcome(entry.getKey())).isEqualTo(entry.getValue())));
  }

  @Test
  void keepsWhatAShortAnswerBrought() throws Exception {
    int samples = 5 * 512 + 100;
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.SHORT_BODY, samples);
    try (Simulator simulator = simulator(options)) {
      SimulatedReceiver receiver = simulator.receiver(1);
      try (IqStream stream = started(target(receiver), tuning(receiver))) {
        var block = new IqBlock(stream.blockCapacity());
        long received = 0;
        while (stream.next(block)) {
          received += block.count();
        }
        assertThat(received).isBetween(samples - 2 * 512L, (long) samples);
        assertThat(received % 512).isEqualTo(100);
      }
    }
  }

  private FailureReason outcome(Fault fault) throws Exception {
    try (Simulator simulator = simulator(SimulatorOptions.synthetic(1).withFault(1, fault))) {
      SimulatedReceiver receiver = simulator.receiver(1);
      var target =
          new ReceiverTarget(1, receiver.url(), 0, Optional.empty(), Duration.ofMillis(1_500));
      try (IqStream stream = started(target, tuning(receiver))) {
        var block = new IqBlock(stream.blockCapacity());
        for (int n = 0; n < 400; n++) {
          assertThat(stream.next(block)).isTrue();
        }
        throw new AssertionError("nothing went wrong with " + fault);
      } catch (ReceiverFailure e) {
        assertThat(e).hasMessageContaining("receiver 1");
        return e.reason();
      }
    }
  }

  private IqStream started(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    IqStream stream = driver.open(target, tuning);
    try {
      stream.start();
      return stream;
    } catch (ReceiverFailure e) {
      stream.close();
      throw e;
    }
  }

  private static void readToTheEnd(
      IqStream stream, CompletableFuture<Void> reading, CompletableFuture<FailureReason> ended) {
    var block = new IqBlock(stream.blockCapacity());
    try {
      while (stream.next(block)) {
        reading.complete(null);
      }
    } catch (ReceiverFailure e) {
      ended.complete(e.reason());
    }
  }

  /// Starts receivers whose samples come as fast as they are read.
  ///
  /// @param options what to simulate
  /// @return the running simulator
  /// @throws IOException where no port is free
  protected static Simulator simulator(SimulatorOptions options) throws IOException {
    return Simulator.start(options.withSpeed(UNPACED));
  }

  /// The target of a simulated receiver.
  ///
  /// @param receiver the receiver
  /// @return a target with patience
  protected static ReceiverTarget target(SimulatedReceiver receiver) {
    return new ReceiverTarget(
        receiver.id(), receiver.url(), 0, Optional.empty(), Duration.ofSeconds(20));
  }

  /// A tuning that hears what there is.
  ///
  /// @param receiver the receiver
  /// @return a tuning to the emitter
  protected static Tuning tuning(SimulatedReceiver receiver) {
    return Tuning.to(Math.round(receiver.truth().frequencyHz()));
  }
}
