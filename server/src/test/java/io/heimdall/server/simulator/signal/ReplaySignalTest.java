package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySignalTest {

  private static final Epoch EPOCH = new Epoch(1_800_000_000L, 0.7);
  private static final int EPOCH_GPS_SECOND = 460_818;
  private static final double EAST_HZ = 12_001.1;
  private static final double NORTH_HZ = 11_999.2;
  private static final Tuner TUNER = Tuner.to(77_500);

  @TempDir private Path directory;
  private final SampleBlock block = new SampleBlock();

  /// East has one stale block and begins with it at 934.2 s; north has two.
  private List<ReplaySignal> set() throws IOException {
    Recordings.make(directory, "EAST", 100, 1, 124_934.25, EAST_HZ);
    Recordings.make(directory, "NORTH", 90, 2, 124_934.5, NORTH_HZ);
    return ReplaySignal.set(directory);
  }

  private double stamp(FrameSource source, long number) {
    source.render(EPOCH, number * SAMPLES, TUNER, block);
    return block.gpsSecond() + block.gpsNanos() * 1e-9;
  }

  @Test
  void takesNamesRatesAndFrequencyFromTheFiles() throws IOException {
    List<ReplaySignal> set = set();

    assertThat(set).extracting(signal -> signal.truth().name()).containsExactly("EAST", "NORTH");
    assertThat(set).extracting(signal -> signal.truth().receiverId()).containsExactly(1, 2);
    assertThat(set.get(0).truth().frequencyHz()).isEqualTo(77_500);
    assertThat(set.get(0).statedRateHz()).isCloseTo(EAST_HZ, within(1e-4));
    assertThat(set.get(1).statedRateHz()).isCloseTo(NORTH_HZ, within(1e-4));
    assertThat(set.get(0).truth().place()).isEmpty();
  }

  @Test
  void takesThePlaceFromTheFileBesideTheRecordings() throws IOException {
    Files.writeString(
        Files.createDirectory(directory.resolve("gnss_pos")).resolve("EAST.txt"),
        "d.EAST = struct('coord', [53.665337,7.282766], 'host', 'x', 'port', 8073);\n");

    assertThat(set().getFirst().truth().place()).contains(new Place(53.665337, 7.282766));
  }

  @Test
  void beginsHalfASecondToOneAndAHalfAfterTheClockWasArmed() throws IOException {
    FrameSource east = set().get(0).frames();

    double begins = east.completeAt(EPOCH, 0) - SAMPLES / EAST_HZ;

    assertThat(begins).isBetween(EPOCH.armedSeconds() + 0.5, EPOCH.armedSeconds() + 1.5);
    assertThat(east.joinAt(EPOCH, EPOCH.armedSeconds())).isZero();
    assertThat(east.begin(EPOCH)).isZero();
  }

  @Test
  void movesAllStampsByOneWholeNumberOfSeconds() throws IOException {
    List<ReplaySignal> set = set();
    FrameSource east = set.get(0).frames();
    FrameSource north = set.get(1).frames();

    // East began at .2073; the first whole-second shift that lets it begin after 1.2 s.
    assertThat(stamp(east, 1)).isCloseTo(EPOCH_GPS_SECOND + 1.25, within(2e-9));
    assertThat(stamp(north, 2)).isCloseTo(EPOCH_GPS_SECOND + 1.5, within(2e-9));
    assertThat(stamp(east, 50))
        .isCloseTo(EPOCH_GPS_SECOND + 1.25 + 49 * SAMPLES / EAST_HZ, within(2e-9));
    assertThat(block.fixAgeSeconds()).isZero();
    assertThat(block.stampRecorded()).isFalse();
  }

  @Test
  void sendsTheStaleStampsAsTheyAre() throws IOException {
    FrameSource north = set().get(1).frames();

    assertThat(stamp(north, 0)).isCloseTo(124_434.5, within(1e-9));
    assertThat(block.stampRecorded()).isTrue();
    assertThat(stamp(north, 1)).isCloseTo(124_471.5, within(1e-9));
  }

  @Test
  void joinsInTheMiddleLikeALiveStream() throws IOException {
    FrameSource east = set().get(0).frames();

    long first = east.joinAt(EPOCH, 3.0);

    double start = east.completeAt(EPOCH, first) - SAMPLES / EAST_HZ;
    assertThat(start).isBetween(3.0, 3.0 + SAMPLES / EAST_HZ);
    assertThat(stamp(east, first / SAMPLES)).isCloseTo(EPOCH_GPS_SECOND + start, within(1e-6));
  }

  @Test
  void beginsAgainWholeSecondsLaterWithoutTheStaleBlocks() throws IOException {
    List<ReplaySignal> set = set();
    FrameSource east = set.get(0).frames();
    FrameSource north = set.get(1).frames();

    double eastLater = stamp(east, 100) - stamp(east, 1);
    double northLater = stamp(north, 90) - stamp(north, 2);
    short[] again = block.iq().clone();
    stamp(north, 2);

    assertThat(eastLater).isCloseTo(Math.rint(eastLater), within(1e-9));
    assertThat(northLater).isCloseTo(eastLater, within(1e-9));
    assertThat(again).isEqualTo(block.iq());
    // The set lasts 4.27 s, and is followed by a pause.
    assertThat(eastLater).isCloseTo(6, within(1e-9));
    assertThat(east.completeAt(EPOCH, 100 * SAMPLES))
        .isGreaterThan(east.completeAt(EPOCH, 99 * SAMPLES) + 1);
  }

  @Test
  void findsItsPlaceAfterManyCycles() throws IOException {
    FrameSource east = set().get(0).frames();

    long first = east.joinAt(EPOCH, 1_000);

    double complete = east.completeAt(EPOCH, first);
    assertThat(complete).isBetween(1_000.0, 1_003.0);
    assertThat(east.completeAt(EPOCH, first - SAMPLES)).isLessThan(1_000 + SAMPLES / EAST_HZ);
  }

  @Test
  void losesWholeBlocks() throws IOException {
    assertThat(set().get(0).frames().skip(1_024, 777)).isEqualTo(2_048);
  }

  @Test
  void isMaskedOnOtherFrequencies() throws IOException {
    FrameSource east = set().get(0).frames();

    east.render(EPOCH, 5 * SAMPLES, Tuner.to(77_600), block);

    assertThat(block.iq()).containsOnly(1);
  }

  @Test
  void runsIntoTheNextWeek() throws IOException {
    Path file = Recordings.make(directory, "LATE", 100, 1, 604_798.5, EAST_HZ);
    Files.move(file, directory.resolve("20171202T235940Z_77500_LATE_iq.wav"));

    FrameSource late = ReplaySignal.set(directory).getFirst().frames();

    double previous = stamp(late, 1);
    for (int k = 2; k < 100; k++) {
      double next = stamp(late, k);
      assertThat(next - previous).isCloseTo(SAMPLES / EAST_HZ, within(1e-8));
      previous = next;
    }
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    Path file = Recordings.make(directory, "EAST", 10, 1, 124_934.25, EAST_HZ);
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    refuses("EAST_iq.wav: its header says that it has 20776 bytes, and it has 20771");
    Files.write(file, Arrays.copyOf(bytes, 36 + 5 * Recordings.PAIR_BYTES));
    refuses("its header says that it has 20776 bytes");
    Files.write(file, Arrays.copyOf(bytes, 10));
    refuses("a header of RIFF/WAVE of 12 bytes is expected at byte 0");
  }

  @Test
  void refusesWhatIsNotARecording() throws IOException {
    Path file = Recordings.make(directory, "EAST", 10, 1, 124_934.25, EAST_HZ);
    byte[] bytes = Files.readAllBytes(file);

    spoil(file, bytes, 12, 'x');
    refuses("it does not begin with a chunk 'fmt '");
    spoil(file, bytes, 22, 1);
    refuses("it has 1 channels, expected 2");
    spoil(file, bytes, 36, 'd');
    refuses("it has no GPS stamps: record with --kiwi-wav");
    spoil(file, bytes, 36 + 2 * Recordings.PAIR_BYTES + 18, 'x');
    refuses("its stamp at byte 4192 has no samples after it");
    spoil(file, bytes, 36 + 3 * Recordings.PAIR_BYTES + 13, 0x7F);
    refuses("which is no time of the week");
  }

  @Test
  void refusesStampsThatDoNotAdvance() throws IOException {
    Recordings.make(directory, "EAST", 10, 6, 124_934.25, EAST_HZ);

    refuses("its stamps do not advance steadily");
  }

  @Test
  void refusesTooShortAFile() throws IOException {
    Recordings.make(directory, "EAST", 3, 1, 124_934.25, EAST_HZ);

    refuses("it holds 3 frames, at least 4 are needed");
  }

  @Test
  void refusesANameThatTellsNothing() throws IOException {
    Path file = Recordings.make(directory, "EAST", 10, 1, 124_934.25, EAST_HZ);
    Files.move(file, directory.resolve("east.wav"));
    refuses("east.wav cannot be replayed: the name must tell time, frequency and station");

    Files.move(directory.resolve("east.wav"), directory.resolve("20171399T104156Z_1_E_iq.wav"));
    refuses("its name has no valid time");
  }

  @Test
  void refusesRecordingsOfDifferentTimes() throws IOException {
    Recordings.make(directory, "EAST", 10, 1, 124_934.25, EAST_HZ);
    Recordings.make(directory, "NORTH", 10, 1, 125_934.25, EAST_HZ);

    refuses("was not recorded at the same time as 20171127T104156Z_77500_EAST_iq.wav");
  }

  @Test
  void refusesADirectoryWithoutRecordings() {
    refuses("holds no recordings (*_iq.wav)");
    assertThatThrownBy(() -> ReplaySignal.set(directory.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is not a directory");
  }

  private static void spoil(Path file, byte[] bytes, int at, int value) throws IOException {
    byte[] spoilt = bytes.clone();
    spoilt[at] = (byte) value;
    Files.write(file, spoilt);
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> ReplaySignal.set(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }
}
