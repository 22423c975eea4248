package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.StampFit;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/// Three real recordings, played again by a simulated receiver and received by the driver: every
/// sample and every stamp must survive. The recordings are read in place; without them the test is
/// skipped.
@Timeout(60)
class KiwiReplayIT {

  private static final int FRAME = 512;
  private static final int BLOCKS = 600;
  private static final long MICROSECOND = 1_000;

  @Test
  void deliversRecordingsBitForBitAndDatesThem() throws Exception {
    Path data = data();
    try (Simulator simulator =
        Simulator.start(SimulatorOptions.replay(data.resolve("iq")).withSpeed(0))) {
      assertThat(simulator.receivers()).hasSize(3);
      for (SimulatedReceiver receiver : simulator.receivers()) {
        FloatBuffer recorded =
            samples(data.resolve("vectors/real_" + receiver.name() + "_2017.npy"));
        SampleAnchor anchor = receive(receiver, recorded);

        double rate =
            JsonMapper.shared()
                .readTree(
                    data.resolve("vectors/real_" + receiver.name() + "_2017_gnss.json").toFile())
                .get("sample_rate_exact_hz")
                .asDouble();
        assertThat(anchor.sampleRateHz()).isCloseTo(rate, within(0.01));
        assertThat(anchor.timingClass()).isEqualTo(TimingClass.GPS_FIT);
        assertThat(anchor.residualMaxNanos()).isLessThan(MICROSECOND);
      }
    }
  }

  private static SampleAnchor receive(SimulatedReceiver receiver, FloatBuffer recorded)
      throws Exception {
    var driver =
        new KiwiReceiver(
            new KiwiOptions("", Duration.ZERO, 50),
            new Dialer(Duration.ofSeconds(2), _ -> true),
            InstantSource.system());
    var target =
        new ReceiverTarget(
            receiver.id(), receiver.url(), 0, Optional.empty(), Duration.ofSeconds(10));
    try (IqStream stream =
        driver.open(target, Tuning.to(Math.round(receiver.truth().frequencyHz())))) {
      var fit = new StampFit(stream.info().sampleRateHz());
      var block = new IqBlock(stream.blockCapacity());
      for (int n = 0; n < BLOCKS; n++) {
        assertThat(stream.next(block)).isTrue();
        assertThat(block.firstSample()).isEqualTo((long) n * FRAME);
        assertThat(block.count()).isEqualTo(FRAME);
        int first = (n + 2) * FRAME;
        int different = 0;
        for (int k = 0; k < FRAME; k++) {
          boolean same =
              block.i()[k] == recorded.get(2 * (first + k))
                  && block.q()[k] == recorded.get(2 * (first + k) + 1);
          different += same ? 0 : 1;
        }
        assertThat(different).isZero();
        assertThat(fit.add(block.firstSample(), block.stampUtcNanos(), block.fixAgeSeconds()))
            .isTrue();
      }
      SampleAnchor anchor = fit.anchorAt(block.firstSample());
      assertThat(anchor.utcNanos()).isCloseTo(block.stampUtcNanos(), within(MICROSECOND));
      return anchor;
    }
  }

  private static FloatBuffer samples(Path npy) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
    return bytes
        .position(10 + bytes.getShort(8))
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private static Path data() {
    String data = System.getProperty("HEIMDALL_TEST_DATA", System.getenv("HEIMDALL_TEST_DATA"));
    assumeTrue(data != null, "HEIMDALL_TEST_DATA does not name the recordings");
    assumeTrue(Files.isDirectory(Path.of(data, "iq")), data + "/iq is not there");
    return Path.of(data);
  }
}
