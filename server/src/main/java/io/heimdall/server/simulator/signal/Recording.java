package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A recording with what its name says and what its stamps tell: when each block was taken, at
/// which rate, and which blocks at the beginning carry the stamps of an earlier listener.
final class Recording {

  private static final Pattern NAME = Pattern.compile("(\\d{8}T\\d{6})Z_(\\d+)_(.+)_iq\\.wav");
  private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
  private static final Pattern POSITION =
      Pattern.compile("'coord',\\s*\\[\\s*([-+.\\d]+)\\s*,\\s*([-+.\\d]+)\\s*]");
  private static final double STEP_TOLERANCE_SECONDS = 1e-3;
  private static final double RATE_TOLERANCE = 1e-3;
  private static final double WEEK_SECONDS = 604_800;

  private final KiwiWav wav;
  private final String station;
  private final double frequencyHz;
  private final Optional<Place> place;
  private final int firstGood;
  private final double rateHz;
  private final double[] gpsSeconds;

  private Recording(KiwiWav wav, Matcher name, Optional<Place> place) throws IOException {
    this.wav = wav;
    this.station = name.group(3);
    this.frequencyHz = Double.parseDouble(name.group(2));
    this.place = place;
    double[] stamps = new double[wav.blocks()];
    for (int k = 0; k < stamps.length; k++) {
      stamps[k] = wav.gpsSecond(k) + wav.gpsNanos(k) * 1e-9;
      // A recording may run into the next week.
      if (k > 0 && stamps[k - 1] - stamps[k] > WEEK_SECONDS / 2) {
        stamps[k] += WEEK_SECONDS * Math.rint((stamps[k - 1] - stamps[k]) / WEEK_SECONDS);
      }
    }
    int[] run = longestSteadyRun(stamps);
    this.firstGood = run[0];
    double secondsPerBlock = slope(stamps, run[0], run[1]);
    this.rateHz = SAMPLES / secondsPerBlock;
    boolean plausible = Math.abs(rateHz / wav.statedRateHz() - 1) < RATE_TOLERANCE;
    if (2 * (run[1] - run[0]) < stamps.length || !plausible) {
      throw new IOException(
          wav.name()
              + " cannot be replayed: its stamps do not advance steadily by 512 samples of "
              + wav.statedRateHz()
              + " Hz");
    }
    double toWeek = weeksBefore(start(wav, name.group(1)), stamps[run[0]]) * WEEK_SECONDS;
    this.gpsSeconds = new double[stamps.length];
    for (int k = 0; k < stamps.length; k++) {
      int near = Math.clamp(k, run[0], run[1] - 1);
      gpsSeconds[k] = toWeek + stamps[near] + (k - near) * secondsPerBlock;
    }
  }

  /// Reads a recording and, where there is a `gnss_pos` directory beside it, its receiver's
  /// position.
  static Recording read(Path file) throws IOException {
    String fileName = String.valueOf(file.getFileName());
    Matcher name = NAME.matcher(fileName);
    if (!name.matches()) {
      throw new IOException(
          fileName
              + " cannot be replayed: the name must tell time, frequency and station, as in"
              + " 20171127T104156Z_77500_DF0KL_iq.wav");
    }
    return new Recording(KiwiWav.read(file), name, position(file, name.group(3)));
  }

  KiwiWav wav() {
    return wav;
  }

  String station() {
    return station;
  }

  double frequencyHz() {
    return frequencyHz;
  }

  Optional<Place> place() {
    return place;
  }

  /// The first block whose stamp belongs to this recording.
  int firstGood() {
    return firstGood;
  }

  /// The rate by a straight line through the stamps.
  double rateHz() {
    return rateHz;
  }

  /// When a block's first sample was taken, in GPS seconds since 1980; stale stamps are replaced by
  /// what the good ones imply.
  double gpsSeconds(int block) {
    return gpsSeconds[block];
  }

  double begin() {
    return gpsSeconds[0];
  }

  double end() {
    return gpsSeconds[gpsSeconds.length - 1] + SAMPLES / rateHz;
  }

  private static double start(KiwiWav wav, String text) throws IOException {
    try {
      long utc = LocalDateTime.parse(text, START).toEpochSecond(ZoneOffset.UTC);
      return utc - Epoch.GPS_ZERO_UTC_SECOND + Epoch.GPS_MINUS_UTC_SECONDS;
    } catch (DateTimeException e) {
      throw new IOException(wav.name() + " cannot be replayed: its name has no valid time", e);
    }
  }

  private static double weeksBefore(double gpsStart, double secondOfWeek) {
    return Math.rint((gpsStart - secondOfWeek) / WEEK_SECONDS);
  }

  /// @return the first block of the run and the one after it
  private static int[] longestSteadyRun(double[] stamps) {
    double[] steps = new double[stamps.length - 1];
    for (int k = 0; k < steps.length; k++) {
      steps[k] = stamps[k + 1] - stamps[k];
    }
    double[] sorted = steps.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    int[] best = {0, 1};
    int begin = 0;
    for (int k = 1; k <= stamps.length; k++) {
      boolean breaks =
          k == stamps.length || Math.abs(steps[k - 1] - median) > STEP_TOLERANCE_SECONDS;
      if (breaks) {
        if (k - begin > best[1] - best[0]) {
          best = new int[] {begin, k};
        }
        begin = k;
      }
    }
    return best;
  }

  private static double slope(double[] stamps, int from, int to) {
    double middle = (from + to - 1) / 2.0;
    double up = 0;
    double down = 0;
    for (int k = from; k < to; k++) {
      up += (k - middle) * (stamps[k] - stamps[from]);
      down += (k - middle) * (k - middle);
    }
    return up / down;
  }

  private static Optional<Place> position(Path file, String station) throws IOException {
    Path text = file.resolveSibling("gnss_pos").resolve(station + ".txt");
    if (!Files.isRegularFile(text)) {
      return Optional.empty();
    }
    Matcher position = POSITION.matcher(Files.readString(text, StandardCharsets.ISO_8859_1));
    return position.find()
        ? Optional.of(
            new Place(Double.parseDouble(position.group(1)), Double.parseDouble(position.group(2))))
        : Optional.empty();
  }
}
