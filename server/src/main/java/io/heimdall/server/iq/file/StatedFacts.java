package io.heimdall.server.iq.file;

import io.heimdall.db.receiver.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a file says of itself while its parser reads it. At the end hints are laid over it, and
/// something else under it.
final class StatedFacts {

  private static final double MOST_HZ = 1e8;
  private static final double MOST_FREQUENCY_HZ = 3e11;

  private final FileBytes bytes;
  private final FileHints hints;
  private final FileHints otherwise;
  private final KiwiName kiwi;
  private double sampleRateHz;
  private double centerFrequencyHz;
  private @Nullable Instant start;
  private @Nullable Position position;
  private final Map<String, String> notes = new HashMap<>();

  /// Begins with what the file's name says.
  StatedFacts(FileBytes bytes, FileHints hints, FileHints otherwise) {
    this.bytes = bytes;
    this.hints = hints;
    this.otherwise = otherwise;
    this.kiwi = KiwiName.of(bytes.name());
    this.centerFrequencyHz = kiwi.frequencyHz();
    this.start = kiwi.start().filter(StartTime::plausible).orElse(null);
  }

  void sampleRateHz(double rateHz) {
    sampleRateHz = rateHz;
  }

  void centerFrequencyHz(double frequencyHz) {
    centerFrequencyHz = frequencyHz;
  }

  void start(Instant instant) throws IqFileException {
    if (!StartTime.plausible(instant)) {
      throw bytes.refused("it says that it begins at %s, which cannot be".formatted(instant));
    }
    start = instant;
  }

  void position(Position place) {
    position = place;
  }

  void note(String word, String text) {
    notes.put(word, text);
  }

  /// The rate to go by.
  double rateHz() throws IqFileException {
    double rateHz = known(hints.sampleRateHz(), sampleRateHz, otherwise.sampleRateHz());
    if (rateHz == 0) {
      throw new FactMissingException(
          "%s does not say its sample rate, and nobody else has".formatted(bytes.name()));
    }
    if (!(rateHz > 0 && rateHz <= MOST_HZ)) {
      throw bytes.refused(
          "its sample rate is %s Hz, expected more than 0 and at most %.0f"
              .formatted(rateHz, MOST_HZ));
    }
    return rateHz;
  }

  /// When the file begins, as far as words say.
  Optional<StartTime> start() {
    Instant stated = hints.start();
    if (stated != null) {
      return Optional.of(StartTime.of(stated, StartTime.Origin.STATED));
    }
    return Optional.ofNullable(start)
        .map(own -> StartTime.of(own, StartTime.Origin.FILE))
        .or(() ->
            Optional.ofNullable(otherwise.start())
                .map(other -> StartTime.of(other, StartTime.Origin.STATED)));
  }

  /// The first that is not 0, whatever the file makes of its own.
  private static double known(double hint, double own, double other) {
    if (hint > 0) {
      return hint;
    }
    return own == 0 ? other : own;
  }

  private long frequencyHz() throws IqFileException {
    double frequencyHz =
        known(
            (double) hints.centerFrequencyHz(),
            centerFrequencyHz,
            (double) otherwise.centerFrequencyHz());
    if (frequencyHz == 0) {
      throw new FactMissingException(
          "%s does not say which frequency is in its middle, and nobody else has"
              .formatted(bytes.name()));
    }
    if (!(frequencyHz >= 1 && frequencyHz <= MOST_FREQUENCY_HZ)) {
      throw bytes.refused(
          "its frequency is %s Hz, expected 1 to %.0f".formatted(frequencyHz, MOST_FREQUENCY_HZ));
    }
    long whole = Math.round(frequencyHz);
    if (whole != frequencyHz) {
      note("frequency_hz", Double.toString(frequencyHz));
    }
    return whole;
  }

  /// Lays the hints over it.
  ///
  /// @param now the time that stands in where nobody says one
  IqFileFacts facts(IqFileFormat format, Datatype datatype, Instant now) throws IqFileException {
    double rateHz = rateHz();
    long frequencyHz = frequencyHz();
    return new IqFileFacts(
        format,
        datatype,
        rateHz,
        frequencyHz,
        start().orElseGet(() -> StartTime.of(now, StartTime.Origin.UNKNOWN)),
        kiwi.station(),
        Optional.ofNullable(position),
        notes);
  }
}
