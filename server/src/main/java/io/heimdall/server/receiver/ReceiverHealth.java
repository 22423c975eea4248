package io.heimdall.server.receiver;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What a check of one receiver found.
///
/// @param reachable whether it answered at all
/// @param deliversIq whether actual samples came
/// @param failure why it would not deliver; empty when it would
/// @param message one sentence for the user; empty when all is well
/// @param latency time from the first request to its answer; empty when there was none
/// @param freeSlots channels left for programs, where the receiver tells
/// @param totalSlots channels for programs, where the receiver tells
/// @param gpsGood whether its samples carry fresh GPS stamps
/// @param position where it says it is
/// @param software what it says it runs
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
    Optional<String> software) {

  /// A place on the Earth, WGS 84.
  ///
  /// @param latitudeDeg north positive, −90 to 90
  /// @param longitudeDeg east positive, −180 to 180
  public record Position(double latitudeDeg, double longitudeDeg) {}

  /// A receiver that did not answer or did not deliver.
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
        Optional.empty());
  }
}
