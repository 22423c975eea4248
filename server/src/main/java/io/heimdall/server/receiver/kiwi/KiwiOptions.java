package io.heimdall.server.receiver.kiwi;

import io.heimdall.server.receiver.wire.Identity;
import java.time.Duration;

/// How this server behaves towards KiwiSDRs.
///
/// @param contact how an operator can reach whoever runs this server, shown in the receiver's list
///   of users; empty for none
/// @param settleTime how much of the stream's beginning is thrown away: the receiver sets its
///   oscillator a second time about 1.5 s after the first tuning, which may step the phase
/// @param manualGain the gain where a plan names none, 0 to 120 in the receiver's scale; automatic
///   gain would make levels meaningless
public record KiwiOptions(String contact, Duration settleTime, int manualGain) {

  /// The options a server starts with.
  public static final KiwiOptions DEFAULTS = new KiwiOptions("", Duration.ofSeconds(2), 50);

  /// Refuses what could not be sent.
  public KiwiOptions {
    if (contact.length() > 100 || contact.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("contact must be one line of at most 100 characters");
    }
    if (settleTime.isNegative()) {
      throw new IllegalArgumentException("settleTime must not be negative");
    }
    if (manualGain < 0 || manualGain > KiwiCommands.MAX_GAIN) {
      throw new IllegalArgumentException("manualGain must lie in 0…120, was " + manualGain);
    }
  }

  /// Who we say we are, to the receiver and its operator.
  ///
  /// @return the program's name, with the contact where there is one
  String identity() {
    return Identity.of(contact);
  }
}
