package io.heimdall.server.receiver.kiwi;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.PlainText;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.Optional;

/// Gives the items by which a KiwiSDR turns a listener away their typed reason.
final class KiwiRefusal {

  /// Leaves room in a sentence for ours.
  private static final int MOST_OF_ITS_WORDS = 200;

  private final String who;
  private String operatorsReason = "";

  KiwiRefusal(String who) {
    this.who = who;
  }

  /// Why an item ends the attempt.
  ///
  /// @return empty for an item that does not
  Optional<ReceiverFailure> of(String name, String value) {
    if (name.equals("reason_disabled")) {
      operatorsReason = words(value);
    }
    return Optional.ofNullable(
        switch (name) {
          case "too_busy" ->
              passing(FailureReason.BUSY, who + " has all " + words(value) + " channels taken");
          case "redirect" ->
              passing(
                  FailureReason.BUSY, who + " is full and names another receiver: " + words(value));
          case "exclusive_use" -> passing(FailureReason.BUSY, who + " is locked for a special use");
          case "camp_disconnect" -> passing(FailureReason.BUSY, who + " ended the shared channel");
          case "badp" -> badPassword(value).orElse(null);
          case "down" -> down(value);
          case "ip_limit" ->
              lasting(
                  FailureReason.QUOTA,
                  who
                      + " has given this address its listening time of the day ("
                      + words(value)
                      + ", minutes and address); do not try again within 24 h");
          case "inactivity_timeout" ->
              lasting(
                  FailureReason.REFUSED,
                  who
                      + " does not let one frequency be listened to for over "
                      + words(value)
                      + " min");
          case "password_timeout" ->
              lasting(FailureReason.REFUSED, who + " did not take the log-in in time");
          case "wb_only" ->
              lasting(FailureReason.REFUSED, who + " serves wideband connections only");
          default -> null;
        });
  }

  private Optional<ReceiverFailure> badPassword(String code) {
    return switch (code) {
      case "0" -> Optional.empty();
      case "1" ->
          Optional.of(
              lasting(
                  FailureReason.PASSWORD,
                  who + " wants another password, or its channels without one are taken"));
      case "2" ->
          Optional.of(passing(FailureReason.BUSY, who + " has just started; try again soon"));
      case "5" ->
          Optional.of(
              lasting(
                  FailureReason.REFUSED, who + " allows one connection per address and has one"));
      case "6" ->
          Optional.of(
              passing(FailureReason.BUSY, who + " updates its database; try again in a minute"));
      default ->
          Optional.of(
              lasting(FailureReason.REFUSED, who + " refuses the log-in with code " + words(code)));
    };
  }

  private ReceiverFailure down(String code) {
    return switch (code) {
      case "1" -> passing(FailureReason.DOWN, who + " is being updated");
      case "2" -> passing(FailureReason.DOWN, who + " is making a backup");
      case "3" -> lasting(FailureReason.DOWN, who + " has no working hardware");
      default ->
          lasting(
              FailureReason.DOWN,
              who
                  + " has been switched off by its operator"
                  + (operatorsReason.isBlank() ? "" : ": " + operatorsReason));
    };
  }

  private static String words(String value) {
    return PlainText.cut(KiwiItems.decode(value), MOST_OF_ITS_WORDS);
  }

  private static ReceiverFailure passing(FailureReason reason, String message) {
    return new ReceiverFailure(reason, message);
  }

  private static ReceiverFailure lasting(FailureReason reason, String message) {
    return ReceiverFailure.lasting(reason, message);
  }
}
