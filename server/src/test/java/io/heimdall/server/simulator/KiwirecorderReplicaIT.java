package io.heimdall.server.simulator;

import static io.heimdall.server.simulator.Recordings.HEADER_BYTES;
import static io.heimdall.server.simulator.Recordings.PAIR_BYTES;
import static io.heimdall.server.simulator.Recordings.STAMP_AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.simulator.signal.Emitter;
import io.heimdall.server.simulator.signal.Epoch;
import io.heimdall.server.simulator.signal.FrameSource;
import io.heimdall.server.simulator.signal.SampleBlock;
import io.heimdall.server.simulator.signal.Site;
import io.heimdall.server.simulator.signal.SyntheticSignal;
import io.heimdall.server.simulator.signal.Tuner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the KiwiSDR project's own client records from the simulator, byte for byte.
class KiwirecorderReplicaIT {

  private static final int WEEK_SECONDS = 604_800;

  @Test
  void sendsWhatTheRealOneSends() throws IOException {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var client = recorder(simulator.receiver(1), 7_040, Optional.of(50))) {
      client.record(30);

      List<String> commands = simulator.receiver(1).counters().commands();
      assertThat(commands)
          .startsWith(
              "SET auth t=kiwi p=",
              "SET AR OK in=12000 out=44100",
              "SET squelch=0 max=0",
              "SET genattn=0",
              "SET gen=0 mix=-1",
              "SET ident_user=kiwirecorder.py",
              "SET mod=iq low_cut=-5000 high_cut=5000 freq=7040.000",
              "SET agc=0 hang=0 thresh=-100 slope=6 decay=1000 manGain=50",
              "SET keepalive");
      assertThat(commands.subList(9, commands.size()))
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(4)
          .containsOnly("SET keepalive");
      assertThat(client.position()).isEqualTo("44.837800,-0.579200");
    }
  }

  @Test
  void recordsMadeRecordingsWhole(@TempDir Path directory) throws Exception {
    Recordings.make(directory, "EAST", 60, 1, 124_934.25, 12_001.1);
    Recordings.make(directory, "NORTH", 60, 2, 124_934.375, 11_999.2);

    recordsTheReplayOf(directory, 50);
  }

  @Test
  void recordsRealRecordingsBitForBit() throws Exception {
    recordsTheReplayOf(Recordings.real(), 250);
  }

  private static void recordsTheReplayOf(Path directory, int frames) throws Exception {
    List<Path> sources = wavs(directory);
    Set<Integer> shifts = new HashSet<>();
    try (Simulator simulator = Simulator.start(SimulatorOptions.replay(directory).withSpeed(4));
        ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> recordings =
          simulator.receivers().stream()
              .map(receiver -> together.submit(() -> record(receiver, frames)))
              .toList();
      for (int i = 0; i < sources.size(); i++) {
        byte[] whole = Files.readAllBytes(sources.get(i));
        byte[] source = Arrays.copyOf(whole, HEADER_BYTES + frames * PAIR_BYTES);
        shifts.add(compare(recordings.get(i).get(), source, frames));
      }
    }
    // One whole number of seconds for all receivers.
    assertThat(shifts).hasSize(1);
  }

  private static byte[] record(SimulatedReceiver receiver, int frames) throws IOException {
    try (Kiwirecorder client = recorder(receiver, 77.5, Optional.empty())) {
      client.record(frames);
      return client.wav();
    }
  }

  /// Undoes the shift of the good stamps and then expects the source's own bytes.
  ///
  /// @return the shift in seconds
  private static int compare(byte[] recorded, byte[] source, int frames) {
    var theirs = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    var ours = ByteBuffer.wrap(recorded).order(ByteOrder.LITTLE_ENDIAN);
    int at = HEADER_BYTES + (frames - 1) * PAIR_BYTES + STAMP_AT + 2;
    int shift = Math.floorMod(ours.getInt(at) - theirs.getInt(at), WEEK_SECONDS);
    for (int k = 0; k < frames; k++) {
      int second = HEADER_BYTES + k * PAIR_BYTES + STAMP_AT + 2;
      boolean moved = ours.getInt(second) != theirs.getInt(second);
      assertThat(moved || k < 2).as("only stale stamps stay, frame %d", k).isTrue();
      if (moved) {
        ours.putInt(second, Math.floorMod(ours.getInt(second) - shift, WEEK_SECONDS));
      }
    }
    // The size in the header is that of the whole source.
    theirs.putInt(4, source.length - 8);
    assertThat(recorded).isEqualTo(source);
    return shift;
  }

  @Test
  void recordsTheSyntheticSignalBitForBit() throws IOException {
    int frames = 60;
    Instant before = Instant.now();
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(3).withSpeed(4));
        var client = recorder(simulator.receiver(3), 7_040, Optional.of(50))) {
      client.record(frames);

      var signal = new SyntheticSignal(Site.network(3, 1).get(2), Emitter.DEFAULT, 1);
      Stream<byte[]> possible =
          Stream.of(before.getEpochSecond(), before.getEpochSecond() + 1)
              .flatMap(second ->
                  Stream.iterate(0L, first -> first + 512)
                      .limit(200)
                      .map(first -> pairs(signal.frames(), new Epoch(second, 0), first, frames)));
      byte[] recorded = Arrays.copyOfRange(client.wav(), HEADER_BYTES, client.wav().length);
      assertThat(possible).anyMatch(pairs -> Arrays.equals(pairs, recorded));
    }
  }

  /// What a recording holds that begins with a certain sample; its first frame has no stamp.
  private static byte[] pairs(FrameSource source, Epoch epoch, long first, int frames) {
    var pairs = ByteBuffer.allocate(frames * PAIR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    var block = new SampleBlock();
    for (int k = 0; k < frames; k++) {
      source.render(epoch, first + 512L * k, Tuner.to(7_040_000), block);
      if (k == 0) {
        block.stamp(0, 0, 0);
      }
      pairs.put(new byte[] {'k', 'i', 'w', 'i'}).putInt(10);
      pairs.put((byte) block.fixAgeSeconds()).put((byte) 0);
      pairs.putInt(block.gpsSecond()).putInt(block.gpsNanos());
      pairs.put(new byte[] {'d', 'a', 't', 'a'}).putInt(2_048);
      for (short value : block.iq()) {
        pairs.putShort(value);
      }
    }
    return pairs.array();
  }

  private static Kiwirecorder recorder(
      SimulatedReceiver receiver, double kilohertz, Optional<Integer> gain) throws IOException {
    long timestamp = (System.currentTimeMillis() / 1_000 + receiver.id()) & 0xFFFFFFFFL;
    return new Kiwirecorder(receiver.url(), timestamp, kilohertz, gain);
  }

  private static List<Path> wavs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".wav")).sorted().toList();
    }
  }
}
