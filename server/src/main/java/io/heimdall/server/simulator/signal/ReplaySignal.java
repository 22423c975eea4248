package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One recording of a set that is played again, together with the others.
///
/// Samples are those of the file. The stamps of the whole set are moved by one whole number of
/// seconds, chosen so that the set begins half a second to one and a half after the epoch was
/// armed: it looks live, and differences between receivers survive. Stale stamps at the beginning
/// of a file are sent as they are. After the last recording of the set has ended, all begin again,
/// a whole number of seconds later, without their stale blocks.
///
/// The receiver hears nothing but its recording: tuned elsewhere it delivers what a masked
/// frequency does, I = Q = 1.
public final class ReplaySignal implements Signal {

  private static final double LEAD_SECONDS = 0.5;
  private static final double MOST_APART_SECONDS = 60;
  private static final double TUNING_TOLERANCE_HZ = 0.5;
  private static final double RATE_TOLERANCE_HZ = 5;
  private static final short MASKED_VALUE = 1;

  private final int id;
  private final Recording recording;
  private final Schedule schedule;

  private ReplaySignal(int id, Recording recording, Schedule schedule) {
    this.id = id;
    this.recording = recording;
    this.schedule = schedule;
  }

  /// What the recordings of a set have in common.
  ///
  /// @param baseGpsSecond the whole GPS second their times are counted from
  /// @param beginSeconds when the first one begins, after that
  /// @param cycleSeconds the time from one beginning to the next
  private record Schedule(long baseGpsSecond, double beginSeconds, long cycleSeconds) {

    static Schedule of(List<Recording> set) {
      double begin = set.stream().mapToDouble(Recording::begin).min().orElseThrow();
      double end = set.stream().mapToDouble(Recording::end).max().orElseThrow();
      long base = (long) Math.floor(begin);
      return new Schedule(base, begin - base, (long) Math.ceil(end - begin) + 1);
    }

    /// Where the base is put, in whole simulated seconds.
    long shift(Epoch epoch) {
      return (long) Math.ceil(epoch.armedSeconds() + LEAD_SECONDS - beginSeconds);
    }
  }

  /// Reads all recordings of a directory; their ids follow the order of their names.
  ///
  /// @param directory holds `*.wav` files, all of one set
  /// @return one signal for each
  /// @throws IOException with a sentence for the user when a file is not what it should be
  public static List<ReplaySignal> set(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is not a directory");
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> file.toString().endsWith(".wav")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(directory + " holds no recordings (*_iq.wav)");
    }
    Recording[] set = new Recording[files.size()];
    for (int i = 0; i < set.length; i++) {
      set[i] = Recording.read(files.get(i));
      if (Math.abs(set[i].begin() - set[0].begin()) > MOST_APART_SECONDS) {
        throw new IOException(
            files.get(i).getFileName()
                + " was not recorded at the same time as "
                + files.getFirst().getFileName()
                + ": replay one set at a time");
      }
    }
    Schedule schedule = Schedule.of(List.of(set));
    return IntStream.range(0, set.length)
        .mapToObj(i -> new ReplaySignal(i + 1, set[i], schedule))
        .toList();
  }

  @Override
  public Truth truth() {
    return new Truth(
        id,
        recording.station(),
        "Replay of " + recording.wav().name(),
        recording.place(),
        recording.rateHz(),
        true,
        recording.frequencyHz(),
        Optional.empty());
  }

  @Override
  public double statedRateHz() {
    return recording.rateHz();
  }

  @Override
  public FrameSource frames() {
    return new Frames();
  }

  @Override
  public Optional<FrameSource> framesAt(double rateHz) {
    boolean close = Math.abs(rateHz - recording.rateHz()) <= RATE_TOLERANCE_HZ;
    return close ? Optional.of(new Frames()) : Optional.empty();
  }

  /// Blocks are numbered through all cycles; a later cycle leaves the stale ones out.
  private final class Frames implements FrameSource {
    private final int blocks = recording.wav().blocks();
    private final int stale = recording.firstGood();

    @Override
    public double trueRateHz() {
      return recording.rateHz();
    }

    @Override
    public long joinAt(Epoch epoch, double seconds) {
      double cycles = (seconds - schedule.shift(epoch)) / schedule.cycleSeconds() - 1;
      long block = cycles < 1 ? 0 : blocks + ((long) cycles - 1) * (blocks - stale);
      while (startAt(epoch, block) < seconds) {
        block++;
      }
      return block * SAMPLES;
    }

    @Override
    public long begin(Epoch epoch) {
      return 0;
    }

    @Override
    public double completeAt(Epoch epoch, long firstSample) {
      return startAt(epoch, firstSample / SAMPLES) + SAMPLES / recording.rateHz();
    }

    @Override
    public long skip(long firstSample, long lost) {
      return firstSample + (lost + SAMPLES - 1) / SAMPLES * SAMPLES;
    }

    @Override
    public void render(Epoch epoch, long firstSample, Tuner tuner, SampleBlock block) {
      long number = firstSample / SAMPLES;
      int inFile = inFile(number);
      KiwiWav wav = recording.wav();
      wav.samples(inFile, block.iq());
      if (Math.abs(tuner.frequencyHz() - recording.frequencyHz()) > TUNING_TOLERANCE_HZ) {
        Arrays.fill(block.iq(), MASKED_VALUE);
      }
      if (inFile < stale) {
        block.recordedStamp(wav.fixAge(inFile), wav.gpsSecond(inFile), wav.gpsNanos(inFile));
        return;
      }
      long offset = schedule.shift(epoch) + cycle(number) * schedule.cycleSeconds();
      long gps = Math.round(recording.gpsSeconds(inFile) - wav.gpsNanos(inFile) * 1e-9);
      int second = epoch.gpsSecondOfWeek(gps - schedule.baseGpsSecond() + offset);
      block.stamp(wav.fixAge(inFile), second, wav.gpsNanos(inFile));
    }

    private double startAt(Epoch epoch, long block) {
      return schedule.shift(epoch)
          + cycle(block) * schedule.cycleSeconds()
          + (recording.gpsSeconds(inFile(block)) - schedule.baseGpsSecond());
    }

    private long cycle(long block) {
      return block < blocks ? 0 : 1 + (block - blocks) / (blocks - stale);
    }

    private int inFile(long block) {
      return (int) (block < blocks ? block : stale + (block - blocks) % (blocks - stale));
    }
  }
}
