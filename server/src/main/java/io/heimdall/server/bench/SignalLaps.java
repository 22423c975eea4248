package io.heimdall.server.bench;

import static io.heimdall.server.iq.Int16Samples.BYTES_PER_SAMPLE;

import io.heimdall.server.dsp.AnalysisPlan;
import io.heimdall.server.dsp.SignalAnalyzer;
import io.heimdall.server.dsp.SignalMetrics;
import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.HttpReply;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The stages from the socket to the metrics, each alone and for all receivers side by side.
final class SignalLaps {

  private static final double GOAL_METRICS_MS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int RAW_BUFFER_BYTES = 64 * 1024;

  private final List<Capture> captures;
  private final Dialer dialer;
  private final int blockSamples;

  /// Prepares the stages.
  ///
  /// @param captures what the receivers deliver
  /// @param dialer connects to them
  /// @param blockSamples the samples of a block, as the driver makes them
  SignalLaps(List<Capture> captures, Dialer dialer, int blockSamples) {
    this.captures = captures;
    this.dialer = dialer;
    this.blockSamples = blockSamples;
  }

  List<Lap> laps() {
    return List.of(
        Lap.of("fetch", "connect, ask, read every byte", side(this::fetch)),
        Lap.of("decode", "int16 to float, in blocks", side(this::decode)),
        Lap.of("metrics", "every metric of every recording", side(this::measure)));
  }

  /// The metrics of one recording on one thread.
  Lap metricsOfOne() {
    return Lap.of(
            "metrics_one",
            "every metric of one recording",
            () -> Cost.of(() -> measure(captures.getFirst())))
        .under(GOAL_METRICS_MS);
  }

  /// What the machine takes to move the bytes.
  Lap rawSocket() {
    return Lap.of("raw_socket", "the same bytes through bare sockets", side(SignalLaps::readRaw));
  }

  private Lap.Once side(SideBySide.Task<Capture> task) {
    return () -> Cost.of(() -> SideBySide.run(captures, task));
  }

  private void fetch(Capture capture) throws IOException {
    byte[] block = new byte[blockSamples * BYTES_PER_SAMPLE];
    try (Connection connection = dialer.connect(capture.url())) {
      connection.allow(PATIENCE);
      HttpReply reply = HttpReply.get(connection, "/iq", "Heimdall bench");
      expectAll(capture, drain(reply.body(), block));
    }
  }

  private static void readRaw(Capture capture) throws IOException {
    byte[] buffer = new byte[RAW_BUFFER_BYTES];
    try (var socket = new Socket(capture.url().getHost(), capture.url().getPort())) {
      socket.getOutputStream().write("GET /iq\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      long got = drain(socket.getInputStream(), buffer);
      expectAll(capture, Math.min(got, capture.int16().length));
    }
  }

  private static long drain(InputStream in, byte[] buffer) throws IOException {
    long total = 0;
    for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
      total += got;
    }
    return total;
  }

  private static void expectAll(Capture capture, long bytes) {
    WrongResultException.unless(
        bytes == capture.int16().length,
        "expected %d bytes of %s, got %d",
        capture.int16().length,
        capture.url(),
        bytes);
  }

  private void decode(Capture capture) {
    var block = new IqBlock(blockSamples);
    double[] sum = new double[1];
    capture.inBlocks(
        blockSamples,
        (offset, count) -> {
          Int16Samples.decodeLittleEndian(capture.int16(), offset * BYTES_PER_SAMPLE, count, block);
          WrongResultException.unless(
              block.q()[count - 1] == capture.q()[offset + count - 1], "a sample is wrong");
          sum[0] += block.i()[0];
        });
    WrongResultException.unless(Double.isFinite(sum[0]), "a sample is no number");
  }

  private void measure(Capture capture) {
    double rate = BenchPlan.SAMPLE_RATE_HZ;
    var analyzer = new SignalAnalyzer(AnalysisPlan.ofBand(rate, -rate / 2, rate / 2));
    capture.inBlocks(
        blockSamples, (offset, count) -> analyzer.accept(capture.i(), capture.q(), offset, count));
    SignalMetrics metrics = analyzer.finish(rate);
    capture
        .tone()
        .expect(
            metrics.offset().frequencyOffsetHz(),
            metrics.signal().cn0Dbhz(),
            metrics.level().totalPowerDbfs());
  }
}
