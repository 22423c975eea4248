package io.heimdall.server.receiver;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// What a check of one receiver found.
///
/// @param reachable whether it answered at all
/// @param deliversIq whether actual samples came
/// @param failure why it would not deliver; empty when it would
/// @param message one sentence for the user, of at most 500 characters; empty when all is well
/// @param latency time from the first request to its answer; empty when there was none
/// @param freeSlots channels left for programs, where the receiver tells
/// @param totalSlots channels for programs, where the receiver tells
/// @param gpsGood whether its samples carry fresh GPS stamps
/// @param position where it says it is
/// @param software what it says it runs, in at most 500 characters
/// @param sampleRateHz samples per second as it states them, where samples came
/// @param clockOffset how far its stamps are ahead of this server's clock, less the way to here
/// @param asked whether it was asked at all; not where it is in use by ourselves, or has told us to
///   stay away: nothing has been learnt of it then
public record ReceiverHealth(
    boolean reachable,
    boolean deliversIq,
    Optional<FailureReason> failure,
    String message,
    Optional<Duration> latency,
    OptionalInt freeSlots,
    OptionalInt totalSlots,
    boolean gpsGood,
    Optional<Position> position,
    Optional<String> software,
    OptionalDouble sampleRateHz,
    Optional<Duration> clockOffset,
    boolean asked) {

  /// What no terminal should be sent and no JSON in the database may hold: control characters, and
  /// halves of surrogate pairs.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  /// Receivers are strangers: what they say of themselves is made plain text, and cut.
  public ReceiverHealth {
    message = plain(message);
    software = software.map(ReceiverHealth::plain);
  }

  private static String plain(String text) {
    return UNPRINTABLE.matcher(PlainText.cut(text, PlainText.LONGEST_SENTENCE)).replaceAll(" ");
  }

  /// A place on the Earth, WGS 84.
  ///
  /// @param latitudeDeg north positive, −90 to 90
  /// @param longitudeDeg east positive, −180 to 180
  public record Position(double latitudeDeg, double longitudeDeg) {}

  /// A receiver that delivers and says nothing of itself.
  ///
  /// @param latency time from the first request to its answer
  /// @param rateHz samples per second as it states them
  /// @return the health
  public static ReceiverHealth delivers(Duration latency, double rateHz) {
    return new ReceiverHealth(
        true,
        true,
        Optional.empty(),
        "",
        Optional.of(latency),
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.of(rateHz),
        Optional.empty(),
        true);
  }

  /// A receiver that was asked and did not deliver; why says whether it answered.
  ///
  /// @param failure what went wrong
  /// @return the health
  public static ReceiverHealth failed(ReceiverFailure failure) {
    return bad(
        failure.reason() != FailureReason.UNREACHABLE && failure.reason() != FailureReason.TIMEOUT,
        failure);
  }

  /// A receiver that was asked and did not answer or did not deliver.
  ///
  /// @param reachable whether it answered at all
  /// @param failure what went wrong
  /// @return the health
  public static ReceiverHealth bad(boolean reachable, ReceiverFailure failure) {
    return new ReceiverHealth(
        reachable,
        false,
        Optional.of(failure.reason()),
        String.valueOf(failure.getMessage()),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        true);
  }

  /// A receiver that answered and did not deliver.
  ///
  /// @param latency time from the first request to its answer
  /// @param failure what went wrong
  /// @return the health
  public static ReceiverHealth answered(Duration latency, ReceiverFailure failure) {
    return delivers(latency, 0).withFailure(failure);
  }

  /// A receiver that was left alone.
  ///
  /// @param why why it was
  /// @return the health
  public static ReceiverHealth notAsked(ReceiverFailure why) {
    return new ReceiverHealth(
        false,
        false,
        Optional.of(why.reason()),
        String.valueOf(why.getMessage()),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        false);
  }

  /// The same of a receiver that did not deliver.
  ///
  /// @param why why it did not
  /// @return the health
  public ReceiverHealth withFailure(ReceiverFailure why) {
    return new ReceiverHealth(
        reachable,
        false,
        Optional.of(why.reason()),
        String.valueOf(why.getMessage()),
        latency,
        freeSlots,
        totalSlots,
        gpsGood,
        position,
        software,
        OptionalDouble.empty(),
        Optional.empty(),
        asked);
  }

  /// The same of a receiver whose samples came.
  ///
  /// @param rateHz samples per second as it states them
  /// @param offset how far its stamps are ahead of this server's clock; empty without stamps
  /// @return the health
  public ReceiverHealth withSamples(double rateHz, Optional<Duration> offset) {
    return new ReceiverHealth(
        reachable,
        deliversIq,
        failure,
        message,
        latency,
        freeSlots,
        totalSlots,
        gpsGood,
        position,
        software,
        OptionalDouble.of(rateHz),
        offset,
        asked);
  }
}
