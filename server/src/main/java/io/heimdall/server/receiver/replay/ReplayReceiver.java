package io.heimdall.server.receiver.replay;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.file.FileHints;
import io.heimdall.server.iq.file.IqFileFacts;
import io.heimdall.server.iq.file.IqFileReader;
import io.heimdall.server.iq.file.IqFileSource;
import io.heimdall.server.iq.file.IqFiles;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// Plays files of samples as if they were live: `file:///FILE` is FILE in the directory that the
/// server's owner has set aside for it, and nothing outside of that is ever opened.
///
/// Samples, rate, gaps and the jitter of stamps are the file's. Its time is moved by whole seconds
/// so that it plays now, together with other files of its set. It hears nothing but its file: tuned
/// elsewhere it is out of band. A file that says no frequency or rate takes what it is tuned to.
public final class ReplayReceiver implements ReceiverDriver {

  private static final double RATE_TOLERANCE = 1e-3;

  private final Optional<Path> directory;
  private final IqFiles files;
  private final ReplayTime time;

  /// Makes a driver; one serves all receivers of a server.
  ///
  /// @param directory holds the files; empty where nobody has named one
  /// @param clock the time they are moved to
  public ReplayReceiver(Optional<Path> directory, InstantSource clock) {
    this.directory = directory;
    this.files = new IqFiles(clock);
    this.time = new ReplayTime(clock);
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    IqFileReader reader = reader(target, tuning);
    try {
      refuseOtherTuning(target, tuning, reader.facts());
      String fileName = String.valueOf(Path.of(target.url().getPath()).getFileName());
      var info = FileInfo.of(fileName, reader.facts(), tuning);
      return new PlayedFile(reader, info, time, time.opened(reader.facts().start().utcNanos()));
    } catch (ReceiverFailure | RuntimeException e) {
      close(reader);
      throw e;
    }
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    long asked = System.nanoTime();
    try (IqFileReader reader = reader(target, tuning)) {
      var block = new IqBlock(IqFileReader.BLOCK_SAMPLES);
      if (!reader.next(block)) {
        return ReceiverHealth.bad(
            true,
            ReceiverFailure.lasting(FailureReason.NO_IQ, target + " is a file without samples"));
      }
      boolean stamped = false;
      // The first stamps may be an earlier listener's and are left out.
      for (int blocks = 0; !stamped && blocks < 4; blocks++) {
        stamped = block.stampUtcNanos() != IqBlock.NO_STAMP || !reader.next(block);
      }
      return new ReceiverHealth(
          true,
          true,
          Optional.empty(),
          "",
          Optional.of(Duration.ofNanos(System.nanoTime() - asked)),
          OptionalInt.empty(),
          OptionalInt.empty(),
          block.stampUtcNanos() != IqBlock.NO_STAMP,
          reader
              .facts()
              .position()
              .map(at -> new ReceiverHealth.Position(at.latitudeDeg(), at.longitudeDeg())),
          Optional.empty(),
          OptionalDouble.of(reader.facts().sampleRateHz()),
          Optional.empty(),
          true);
    } catch (ReceiverFailure e) {
      return ReceiverHealth.bad(e.reason() != FailureReason.UNREACHABLE, e);
    } catch (IOException e) {
      return ReceiverHealth.bad(true, FileInfo.failure(target.toString(), e));
    }
  }

  private IqFileReader reader(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    try {
      Path file = file(target);
      var asked =
          new FileHints(
              tuning.centerFrequencyHz() - target.frequencyOffsetHz(), tuning.sampleRateHz(), null);
      return files.open(IqFileSource.at(file, FileHints.NONE, asked));
    } catch (IOException e) {
      throw FileInfo.failure(target.toString(), e);
    }
  }

  /// The real place of the file has to be inside the real place of the directory, whatever links
  /// and dots say.
  private Path file(ReceiverTarget target) throws ReceiverFailure, IOException {
    Path root =
        directory
            .orElseThrow(() ->
                ReceiverFailure.lasting(
                    FailureReason.UNREACHABLE,
                    target
                        + " is a file, and this server plays none: HEIMDALL_REPLAY names no"
                        + " directory"))
            .toRealPath();
    String path = pathOf(target.url());
    if (path.isEmpty()) {
      throw ReceiverFailure.lasting(
          FailureReason.UNREACHABLE, target + " names no file; write it like file:///iq.wav");
    }
    Path file = resolved(target, root, path);
    // Before metadata is read for the name of the data, as what it links to may be no business of
    // whoever asks.
    verifyInside(target, root, IqFileSource.firstOf(file));
    verifyInside(target, root, IqFileSource.at(file, FileHints.NONE, FileHints.NONE).path());
    return file;
  }

  private static Path resolved(ReceiverTarget target, Path root, String path)
      throws ReceiverFailure {
    try {
      Path file = root.resolve(path).normalize();
      if (file.startsWith(root)) {
        return file;
      }
    } catch (InvalidPathException _) {
      throw ReceiverFailure.lasting(
          FailureReason.BAD_DATA, target + " names no file that there can be");
    }
    throw outside(target);
  }

  private static void verifyInside(ReceiverTarget target, Path root, Path file)
      throws ReceiverFailure, IOException {
    if (!file.toRealPath().startsWith(root)) {
      throw outside(target);
    }
  }

  private static ReceiverFailure outside(ReceiverTarget target) {
    return ReceiverFailure.lasting(
        FailureReason.UNREACHABLE, target + " lies outside of the directory of HEIMDALL_REPLAY");
  }

  private static String pathOf(URI url) {
    String path = url.getPath();
    return path == null ? "" : path.replaceFirst("^/+", "");
  }

  private static void refuseOtherTuning(ReceiverTarget target, Tuning tuning, IqFileFacts file)
      throws ReceiverFailure {
    long dialHz = tuning.centerFrequencyHz() - target.frequencyOffsetHz();
    if (dialHz != file.centerFrequencyHz()) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          "%s holds what was received on %d Hz, not on %d Hz"
              .formatted(target, file.centerFrequencyHz(), dialHz));
    }
    double wantedHz = tuning.sampleRateHz();
    if (wantedHz > 0 && Math.abs(wantedHz / file.sampleRateHz() - 1) > RATE_TOLERANCE) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "%s has %.3f samples per second, %.3f were asked for",
              target,
              file.sampleRateHz(),
              wantedHz));
    }
  }

  private static void close(IqFileReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      System.getLogger(ReplayReceiver.class.getName())
          .log(System.Logger.Level.DEBUG, "a file was closed badly", e);
    }
  }
}
