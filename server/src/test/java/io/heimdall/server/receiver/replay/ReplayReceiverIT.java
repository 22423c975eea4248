package io.heimdall.server.receiver.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.file.Datatype;
import io.heimdall.server.iq.file.SampleFiles;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReplayReceiverIT {

  private static final double RATE_HZ = 48_000.25;
  private static final String NAME = "20171127T104156Z_77500_DF0KL_iq.wav";

  @TempDir private Path directory;
  private Path root;
  private ReplayReceiver driver;

  @BeforeEach
  void start() throws IOException {
    root = Files.createDirectory(directory.resolve("replay"));
    driver = new ReplayReceiver(Optional.of(root), InstantSource.system());
  }

  private static ReceiverTarget target(String url) {
    return new ReceiverTarget(3, URI.create(url), 0, Optional.empty(), Duration.ofSeconds(5));
  }

  private IqStream open(String url, long frequencyHz) throws ReceiverFailure {
    return driver.open(target(url), Tuning.to(frequencyHz));
  }

  private ReceiverFailure refused(String url, Tuning tuning) {
    return catchThrowableOfType(
        ReceiverFailure.class, () -> driver.open(target(url), tuning).close());
  }

  /// A block that came.
  private record Came(long first, int count, long stamp, long arrival, long host) {}

  private static List<Came> all(IqStream stream) throws ReceiverFailure {
    var block = new IqBlock(stream.blockCapacity());
    var came = new ArrayList<Came>();
    while (stream.next(block)) {
      Instant now = Instant.now();
      came.add(
          new Came(
              block.firstSample(),
              block.count(),
              block.stampUtcNanos(),
              block.arrivalUtcNanos(),
              now.getEpochSecond() * 1_000_000_000L + now.getNano()));
    }
    return came;
  }

  @Test
  void playsAFileNowMovedByWholeSeconds() throws Exception {
    Files.write(root.resolve(NAME), SampleFiles.kiwi(60, RATE_HZ, 40, 300));
    Instant before = Instant.now();

    List<Came> came;
    try (IqStream stream = open("file:///" + NAME, 77_500)) {
      assertThat(stream.onDemand()).isFalse();
      assertThat(stream.info().sampleRateHz()).isEqualTo(48_000);
      assertThat(stream.info().facts())
          .containsEntry("datatype", "ci16_le")
          .containsEntry("file", NAME)
          .hasEntrySatisfying(
              "original_start", start -> assertThat(start).startsWith("2017-11-27T10:41:56."));
      came = all(stream);
    }

    assertThat(came).hasSize(60);
    assertThat(came.getFirst().first()).isZero();
    assertThat(came.get(41).first()).isEqualTo(41 * 512 + 300);
    // None comes before its last sample has been taken.
    assertThat(came).allMatch(block -> block.host() >= block.arrival());
    // Stamps and arrivals tell the same time.
    assertThat(came)
        .filteredOn(block -> block.stamp() != IqBlock.NO_STAMP)
        .allSatisfy(block ->
            assertThat(block.stamp() + Math.round(block.count() / RATE_HZ * 1e9))
                .isCloseTo(block.arrival(), within(1_000_000L)));
    Came tenth = came.get(10);
    Came last = came.getLast();
    double seconds = (last.first() - tenth.first()) / RATE_HZ;
    assertThat(last.stamp() - tenth.stamp()).isCloseTo(Math.round(seconds * 1e9), within(2L));
    // The file's stamps begin half a second after a whole one.
    long begin = tenth.stamp() - Math.round(tenth.first() / RATE_HZ * 1e9);
    assertThat(Math.floorMod(begin, 1_000_000_000L)).isCloseTo(500_000_000L, within(2L));
    assertThat(Instant.ofEpochSecond(0, begin))
        .isBetween(before, before.plus(Duration.ofSeconds(3)));
  }

  @Test
  void movesAllFilesOfASetAlike() throws Exception {
    Files.write(root.resolve(NAME), SampleFiles.kiwi(40, RATE_HZ, 99, 0));
    String other = NAME.replace("DF0KL", "F1JEK").replace("4156Z", "4157Z");
    Files.write(root.resolve(other), SampleFiles.kiwi(40, RATE_HZ, 99, 0));

    try (IqStream one = open("file:///" + NAME, 77_500);
        IqStream two = open("file:///" + other, 77_500)) {
      Came first = all(one).getLast();
      Came second = all(two).getLast();

      // Their stamps are the same, although their names are a second apart.
      assertThat(second.stamp()).isEqualTo(first.stamp());
    }
  }

  @Test
  void takesRateAndFrequencyOfPlainBytesFromTheTuning() throws Exception {
    Files.write(root.resolve("x.cu8"), SampleFiles.samples(Datatype.CU8, 20_000));
    var tuning = new Tuning(433_920_000, 250_000, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);

    try (IqStream stream = driver.open(target("file:///x.cu8"), tuning)) {
      assertThat(stream.info().zeroIf()).isTrue();
      assertThat(all(stream).stream().mapToInt(Came::count).sum()).isEqualTo(20_000);
    }
    assertThat(refused("file:///x.cu8", Tuning.to(433_920_000)).reason())
        .isEqualTo(FailureReason.BAD_DATA);
  }

  @Test
  void overridesNothingThatAFileSaysWhereItLacksSomethingElse() throws Exception {
    Files.write(
        root.resolve("rate.wav"),
        SampleFiles.riff(
            SampleFiles.fmt(1, 2, 12_000, 16), SampleFiles.chunk("data", new byte[4_000])));
    byte[] samples = SampleFiles.samples(Datatype.CU8, 1_000);
    String meta =
        SampleFiles.sigmfMeta(Datatype.CU8, samples, SampleFiles.oneCapture())
            .replaceFirst("\"core:sample_rate\": *[0-9.]+,", "");
    assertThat(meta).doesNotContain("core:sample_rate").contains("core:frequency");
    SampleFiles.sigmf(root, meta, samples);
    var fast = new Tuning(7_100_000, 48_000, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);

    assertThat(refused("file:///rate.wav", fast).reason()).isEqualTo(FailureReason.RATE);
    assertThat(refused("file:///x.sigmf-meta", fast).reason()).isEqualTo(FailureReason.OUT_OF_BAND);
    try (IqStream stream = open("file:///rate.wav", 7_100_000)) {
      assertThat(stream.info().sampleRateHz()).isEqualTo(12_000);
    }
  }

  @Test
  void hearsNothingButItsFile() throws Exception {
    Files.write(root.resolve(NAME), SampleFiles.kiwi(40, RATE_HZ, 99, 0));
    var fast = new Tuning(77_500, 96_000, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);

    ReceiverFailure elsewhere = refused("file:///" + NAME, Tuning.to(10_000_000));

    assertThat(elsewhere.reason()).isEqualTo(FailureReason.OUT_OF_BAND);
    assertThat(elsewhere).hasMessageContaining("77500 Hz, not on 10000000 Hz");
    assertThat(refused("file:///" + NAME, fast).reason()).isEqualTo(FailureReason.RATE);
  }

  @Test
  void opensNothingOutsideOfItsDirectory() throws Exception {
    byte[] bytes = SampleFiles.kiwi(40, RATE_HZ, 99, 0);
    Files.write(directory.resolve(NAME), bytes);
    Files.createSymbolicLink(root.resolve("linked.wav"), directory.resolve(NAME));
    Files.createSymbolicLink(root.resolve("up"), directory);
    byte[] samples = SampleFiles.samples(Datatype.CU8, 10);
    SampleFiles.sigmf(
        directory, SampleFiles.sigmfMeta(Datatype.CU8, samples, SampleFiles.oneCapture()), samples);
    Files.createSymbolicLink(root.resolve("x.sigmf-data"), directory.resolve("x.sigmf-data"));
    Files.copy(directory.resolve("x.sigmf-meta"), root.resolve("x.sigmf-meta"));
    // Nobody may learn from the message what is in it, nor have it read.
    Files.writeString(directory.resolve("private.txt"), "no JSON");
    Files.createSymbolicLink(root.resolve("y.sigmf-meta"), directory.resolve("private.txt"));
    Files.createSymbolicLink(root.resolve("z.sigmf-meta"), Path.of("/dev/zero"));
    Tuning tuning = Tuning.to(77_500);

    for (String url :
        List.of(
            "file:///../" + NAME,
            "file:///%2e%2e/" + NAME,
            "file:///linked.wav",
            "file:///up/" + NAME,
            "file:///x.sigmf-meta",
            "file:///y.sigmf-meta",
            "file:///y.sigmf-data",
            "file:///z.sigmf-meta",
            "file:///x.sigmf-data")) {
      ReceiverFailure failure = refused(url, tuning);
      assertThat(failure).as(url).hasMessageContaining("outside of the directory");
      assertThat(failure.passing()).isFalse();
    }
    assertThat(refused("file:///none.wav", tuning)).hasMessageContaining("there is no such file");
    assertThat(refused("file:///", tuning)).hasMessageContaining("names no file");
    assertThat(refused("file:///a%00b.wav", tuning).reason()).isEqualTo(FailureReason.BAD_DATA);
  }

  @Test
  void playsNothingWhereNoDirectoryIsNamed() {
    driver = new ReplayReceiver(Optional.empty(), InstantSource.system());

    assertThat(refused("file:///x.wav", Tuning.to(1)))
        .hasMessageContaining("HEIMDALL_REPLAY names no directory");
  }

  @Test
  void saysInACheckWhetherItWouldPlay() throws Exception {
    Files.write(root.resolve(NAME), SampleFiles.kiwi(40, RATE_HZ, 99, 0));
    Files.write(root.resolve("bad.wav"), new byte[100]);

    var good = driver.check(target("file:///" + NAME), Tuning.to(10_000_000));
    var bad = driver.check(target("file:///bad.wav"), Tuning.to(10_000_000));
    var missing = driver.check(target("file:///none.wav"), Tuning.to(10_000_000));

    assertThat(good.deliversIq()).isTrue();
    assertThat(good.gpsGood()).isTrue();
    assertThat(bad.deliversIq()).isFalse();
    assertThat(bad.failure()).hasValue(FailureReason.BAD_DATA);
    assertThat(missing.reachable()).isFalse();
  }

  @Test
  void saysWhyAFileWithoutSamplesDoesNotPlay() throws Exception {
    Files.write(root.resolve("empty.cu8"), new byte[0]);
    Files.write(
        root.resolve("20171127T104156Z_77500_empty_iq.wav"),
        SampleFiles.riff(
            SampleFiles.fmt(1, 2, 12_000, 16), SampleFiles.chunk("data", new byte[0])));
    var tuning = new Tuning(77_500, 250_000, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);

    for (String file : List.of("empty.cu8", "20171127T104156Z_77500_empty_iq.wav")) {
      var empty = driver.check(target("file:///" + file), tuning);

      assertThat(empty.reachable()).isTrue();
      assertThat(empty.deliversIq()).isFalse();
      assertThat(empty.failure()).isPresent();
      assertThat(empty.message()).contains(file).containsPattern("no sample|without samples");
    }
  }

  @Test
  void endsAReadThatWaitsWhenItIsClosed() throws Exception {
    Files.write(root.resolve(NAME), SampleFiles.kiwi(40, RATE_HZ, 99, 0));
    IqStream stream = open("file:///" + NAME, 77_500);
    var failed = new java.util.concurrent.CompletableFuture<ReceiverFailure>();
    Thread reader =
        Thread.ofVirtual()
            .start(() ->
                failed.complete(catchThrowableOfType(ReceiverFailure.class, () -> all(stream))));

    stream.close();
    stream.close();

    assertThat(failed.get(10, TimeUnit.SECONDS).reason()).isEqualTo(FailureReason.DISCONNECTED);
    reader.join();
  }
}
