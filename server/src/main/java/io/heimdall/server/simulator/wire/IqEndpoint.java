package io.heimdall.server.simulator.wire;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.heimdall.server.simulator.signal.FrameSource;
import io.heimdall.server.simulator.signal.SampleBlock;
import io.heimdall.server.simulator.signal.Tuner;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The old endpoint: `GET /iq?tune=<Hz>&rate=<Hz>` answers with an endless body of int16
/// little-endian I and Q, with no length, no time and no word about losses.
final class IqEndpoint {

  private static final VarHandle SHORT_LE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BYTES_PER_SAMPLE = 4;
  private static final int BLOCKS_PER_WRITE_UNPACED = 16;
  private static final int LOST_SAMPLES = 777;
  private static final short MASKED_VALUE = 1;
  private static final String TYPE = "application/octet-stream";

  private final Station station;
  private final Faults faults;
  private final Pause pause;

  IqEndpoint(Station station, Pause pause) {
    this.station = station;
    this.faults = station.faults();
    this.pause = pause;
  }

  /// Answers the request; returns when the body has ended.
  void serve(HttpRequest request, OutputStream out) throws IOException, InterruptedException {
    Optional<HttpResponse> refusal = refusal();
    if (refusal.isPresent()) {
      refusal.get().write(out);
      return;
    }
    Optional<Double> tune = number(request, "tune");
    Optional<Double> rate = number(request, "rate");
    if (tune.isEmpty() || rate.isEmpty()) {
      HttpResponse.error("400 Bad Request", "give tune and rate in hertz").write(out);
      return;
    }
    Optional<FrameSource> source = station.signal().framesAt(rate.get());
    if (source.isEmpty()) {
      HttpResponse.error("400 Bad Request", "no rate of " + rate.get() + " Hz here").write(out);
      return;
    }
    SimulationClock.Running clock = station.clock().connect();
    station.counters().connected();
    try {
      stream(source.get(), Tuner.to(tune.get()), clock, out);
    } finally {
      station.counters().disconnected();
      station.clock().disconnect();
    }
  }

  private Optional<HttpResponse> refusal() {
    if (faults.has(Fault.GARBAGE)) {
      return Optional.of(HttpResponse.json("{\"error\": \"no such stream\"}\n"));
    }
    if (faults.has(Fault.BUSY)) {
      return Optional.of(HttpResponse.error("503 Service Unavailable", "all channels are taken"));
    }
    if (faults.has(Fault.DOWN)) {
      return Optional.of(HttpResponse.error("503 Service Unavailable", "switched off"));
    }
    if (faults.has(Fault.PASSWORD)) {
      return Optional.of(HttpResponse.error("401 Unauthorized", "a password is needed"));
    }
    if (faults.has(Fault.IP_LIMIT)) {
      return Optional.of(HttpResponse.error("429 Too Many Requests", "daily quota used up"));
    }
    return faults.has(Fault.NO_API) || faults.has(Fault.NO_IQ)
        ? Optional.of(HttpResponse.error("404 Not Found", "no IQ here"))
        : Optional.empty();
  }

  /// A broken connection must look like one: such a body is sent in chunks and the last is missing.
  private void stream(
      FrameSource source, Tuner tuner, SimulationClock.Running clock, OutputStream out)
      throws IOException, InterruptedException {
    boolean chunked = faults.has(Fault.DISCONNECT) || faults.has(Fault.LATE_BUSY);
    String framing = chunked ? "Transfer-Encoding: chunked" : "X-Receiver: simulated";
    out.write(HttpResponse.head("200 OK", TYPE, framing));
    int batch = clock.paced() || chunked ? 1 : BLOCKS_PER_WRITE_UNPACED;
    byte[] bytes = new byte[batch * SAMPLES * BYTES_PER_SAMPLE];
    var block = new SampleBlock();
    long blocks = 0;
    long next =
        clock.paced() ? source.joinAt(clock.epoch(), clock.seconds()) : source.begin(clock.epoch());
    while (awaitBlock(source, clock, next, blocks)) {
      for (int i = 0; i < batch; i++) {
        source.render(clock.epoch(), next, tuner, block);
        encode(block, bytes, i * SAMPLES * BYTES_PER_SAMPLE);
        next += SAMPLES;
      }
      blocks += batch;
      if (faults.recurs(Fault.STAMP_GAPS, blocks)) {
        next = source.skip(next, LOST_SAMPLES);
      }
      int length = lengthLeft(blocks, bytes.length);
      if (chunked) {
        out.write((HexFormat.of().withUpperCase().toHexDigits(length) + "\r\n").getBytes(US_ASCII));
      }
      out.write(bytes, 0, length);
      if (chunked) {
        out.write("\r\n".getBytes(US_ASCII));
      }
      if (length < bytes.length) {
        return;
      }
    }
  }

  /// Waits until the block is due.
  ///
  /// @return false when the body is to end here
  private boolean awaitBlock(
      FrameSource source, SimulationClock.Running clock, long next, long blocks)
      throws InterruptedException {
    if (faults.begun(Fault.DISCONNECT, blocks) || faults.begun(Fault.LATE_BUSY, blocks)) {
      return false;
    }
    if (faults.begun(Fault.SILENT, blocks)) {
      pause.awaitClose();
      return false;
    }
    if (!clock.paced()) {
      return pause.await(0);
    }
    double due = source.completeAt(clock.epoch(), next);
    if (faults.has(Fault.SLOW)) {
      double slowness = 100.0 / Math.max(1, faults.value(Fault.SLOW)) - 1;
      due += slowness * blocks * SAMPLES / source.trueRateHz();
    }
    return pause.await(clock.nanosUntil(due));
  }

  private int lengthLeft(long blocks, int whole) {
    if (!faults.has(Fault.SHORT_BODY)) {
      return whole;
    }
    long before = blocks * SAMPLES * BYTES_PER_SAMPLE - whole;
    return Math.clamp((long) faults.value(Fault.SHORT_BODY) * BYTES_PER_SAMPLE - before, 0, whole);
  }

  private void encode(SampleBlock block, byte[] bytes, int at) {
    short[] iq = block.iq();
    if (faults.has(Fault.MASKED)) {
      Arrays.fill(iq, MASKED_VALUE);
    }
    for (int i = 0; i < iq.length; i++) {
      SHORT_LE.set(bytes, at + 2 * i, iq[i]);
    }
  }

  private static Optional<Double> number(HttpRequest request, String name) {
    try {
      double value = Double.parseDouble(request.query().getOrDefault(name, ""));
      return value >= 0 && value < Double.POSITIVE_INFINITY ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
