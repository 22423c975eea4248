package io.heimdall.server.simulator.wire;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;

import io.heimdall.server.simulator.signal.FrameSource;
import io.heimdall.server.simulator.signal.SampleBlock;
import io.heimdall.server.simulator.signal.SyntheticSignal;
import io.heimdall.server.simulator.signal.Tuner;
import java.io.IOException;
import java.util.Arrays;

/// The sound of one client: takes frames as time produces them, queues their numbers, and writes
/// them as fast as the client reads. Run by one virtual thread; any thread may close it.
final class KiwiStream implements AutoCloseable {

  private static final int QUEUE_FRAMES = 64;
  private static final int LOST_FRAMES = 3;
  private static final int LOST_SAMPLES = 777;
  private static final int STALE_SECONDS = 11_596;
  private static final int WEEK_SECONDS = 604_800;
  private static final short MASKED_VALUE = 1;

  private final Station station;
  private final Faults faults;
  private final WebSocketChannel channel;
  private final KiwiControls controls;
  private final SimulationClock.Running clock;
  private final Pause pause = new Pause();

  // The stream thread's own.
  private final FrameSource source;
  private final FrameQueue queue;
  private final SampleBlock block = new SampleBlock();
  private final SndFrame frame = new SndFrame();
  private long nextSequence = 1;
  private long nextPosition;
  private long sent;
  private boolean losing;

  KiwiStream(
      Station station,
      WebSocketChannel channel,
      KiwiControls controls,
      SimulationClock.Running clock) {
    this.station = station;
    this.faults = station.faults();
    this.channel = channel;
    this.controls = controls;
    this.clock = clock;
    this.source = station.signal().frames();
    // The queue is a stretch of host time, whatever the speed, so that haste alone loses nothing.
    double scale = faults.has(Fault.SLOW) ? 1 : Math.max(1, clock.speed());
    this.queue = new FrameQueue((int) (QUEUE_FRAMES * scale));
  }

  /// Sends frames until the client is gone, the stream is closed or a fault ends it.
  void run() throws IOException, InterruptedException {
    nextPosition =
        clock.paced() ? source.joinAt(clock.epoch(), clock.seconds()) : source.begin(clock.epoch());
    while (awaitFrame()) {
      if (faults.begun(Fault.DISCONNECT, sent)) {
        return;
      }
      if (faults.has(Fault.SILENT) && faults.begun(Fault.SILENT, sent)) {
        pause.awaitClose();
        return;
      }
      if (faults.begun(Fault.LATE_BUSY, sent)) {
        channel.sendMessage("too_busy=" + station.rules().apiChannels());
        channel.sendClose();
        return;
      }
      long started = System.nanoTime();
      boolean more = sendHead();
      queue.remove();
      if (!more) {
        channel.sendClose();
        return;
      }
      holdBack(started);
    }
  }

  @Override
  public void close() {
    pause.close();
  }

  /// Waits until the queue has a frame.
  ///
  /// @return false once closed
  private boolean awaitFrame() throws InterruptedException {
    if (!clock.paced()) {
      produce();
      return pause.await(0);
    }
    while (true) {
      double now = clock.seconds();
      while (source.completeAt(clock.epoch(), nextPosition) <= now) {
        produce();
      }
      if (!queue.isEmpty()) {
        return pause.await(0);
      }
      double due = source.completeAt(clock.epoch(), nextPosition);
      if (!pause.await(clock.nanosUntil(due))) {
        return false;
      }
    }
  }

  private void produce() {
    if (queue.offer(nextSequence, nextPosition)) {
      losing = false;
    } else {
      station.counters().dropped(!losing);
      losing = true;
    }
    long produced = nextSequence;
    nextSequence++;
    nextPosition += SAMPLES;
    if (faults.recurs(Fault.SEQUENCE_GAPS, produced)) {
      nextSequence += LOST_FRAMES;
      nextPosition += LOST_FRAMES * SAMPLES;
    }
    if (faults.recurs(Fault.STAMP_GAPS, produced)) {
      nextPosition = source.skip(nextPosition, LOST_SAMPLES);
    }
  }

  /// @return false when it was the last
  private boolean sendHead() throws IOException {
    long sequence = queue.headSequence();
    Tuner tuner = controls.tuner();
    source.render(clock.epoch(), queue.headPosition(), tuner, block);
    if (faults.has(Fault.MASKED)) {
      Arrays.fill(block.iq(), MASKED_VALUE);
    }
    spoilStamp();
    double dbmOffset = tuner.dbmOffset(SyntheticSignal.METER_CALIBRATION_DB);
    int samples = SAMPLES;
    if (faults.has(Fault.SHORT_BODY)) {
      samples = Math.clamp(faults.value(Fault.SHORT_BODY) - sent * SAMPLES, 0, SAMPLES);
    }
    if (controls.iq() && !faults.has(Fault.NO_IQ)) {
      frame.encode(sequence, flags(sequence), block, samples, dbmOffset);
    } else {
      frame.encodeAudio(sequence, block, dbmOffset);
    }
    if (faults.begun(Fault.GARBAGE, sent)) {
      Garbage.send(channel, sent);
    } else if (samples > 0) {
      channel.sendFrame(frame.bytes(), frame.length());
    }
    sent++;
    station.counters().sent();
    return samples == SAMPLES;
  }

  private int flags(long sequence) {
    int flags = controls.takeChanges();
    if (controls.littleEndian()) {
      flags |= SndFrame.FLAG_LITTLE_ENDIAN;
    }
    if (faults.recurs(Fault.OVERLOAD, sequence)) {
      flags |= SndFrame.FLAG_OVERLOAD;
    }
    return flags;
  }

  /// The first frame of a connection has no stamp, as the buffer it comes from was filled before.
  private void spoilStamp() {
    if (faults.has(Fault.NO_GPS) || (sent == 0 && !block.stampRecorded())) {
      block.stamp(0, 0, 0);
    } else if (faults.has(Fault.STALE_STAMPS) && sent < faults.value(Fault.STALE_STAMPS)) {
      int stale = Math.floorMod(block.gpsSecond() - STALE_SECONDS, WEEK_SECONDS);
      block.stamp(block.fixAgeSeconds(), stale, block.gpsNanos());
    } else if (faults.has(Fault.OLD_FIX)) {
      block.stamp(faults.value(Fault.OLD_FIX), block.gpsSecond(), block.gpsNanos());
    }
  }

  private void holdBack(long startedNanos) throws InterruptedException {
    if (faults.has(Fault.SLOW) && clock.paced()) {
      double percent = Math.max(1, faults.value(Fault.SLOW));
      double seconds = SAMPLES / source.trueRateHz() / clock.speed() * 100 / percent;
      pause.await((long) (seconds * 1e9) - (System.nanoTime() - startedNanos));
    }
  }
}
