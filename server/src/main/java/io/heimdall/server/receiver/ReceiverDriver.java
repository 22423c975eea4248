package io.heimdall.server.receiver;

import java.net.URI;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/// The port to one kind of receiver. A driver is stateless apart from what keeps it polite, and
/// safe for any number of threads; its calls block and are meant for virtual threads.
public interface ReceiverDriver {

  /// The name receivers refer to it by, as stored in the registry.
  ///
  /// @return a lower-case word
  String name();

  /// The URL schemes the driver accepts.
  ///
  /// @return lower-case schemes
  Set<String> schemes();

  /// What tells a receiver from others behind the same address and port, where a server stands for
  /// many. It is given one connection at a time by itself; receivers that are told apart by nothing
  /// share one.
  ///
  /// @param url where the receiver listens
  /// @return a name or path; empty where there is one receiver for an address and port
  default String branch(URI url) {
    return "";
  }

  /// The port that a URL leads to where it names none.
  ///
  /// @param url where a receiver listens
  /// @return that of its scheme unless the protocol has one of its own; empty where there is none,
  ///   as for a file
  default OptionalInt usualPort(URI url) {
    return switch (String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> OptionalInt.of(80);
      case "https", "wss" -> OptionalInt.of(443);
      default -> OptionalInt.empty();
    };
  }

  /// Whether its receivers may leave a spike at 0 Hz, so that who looks for a carrier tunes beside
  /// it.
  ///
  /// @return true where [StreamInfo#zeroIf()] may be
  default boolean mayLeaveSpike() {
    return false;
  }

  /// Connects, tunes, and returns once the receiver has accepted everything; warm-up blocks whose
  /// stamps or phase cannot be trusted have been thrown away.
  ///
  /// @param target where the receiver is
  /// @param tuning what it is to deliver
  /// @return the running stream, which the caller closes
  /// @throws ReceiverFailure with the typed reason
  IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure;

  /// Finds out whether the receiver would deliver now, by receiving actual samples.
  ///
  /// @param target where the receiver is
  /// @param tuning what to ask it for
  /// @return what was found; never throws for a receiver that is merely bad
  ReceiverHealth check(ReceiverTarget target, Tuning tuning);

  /// The same as [#open(ReceiverTarget,Tuning)], for a caller who wants a say in where it leads.
  ///
  /// @param target where the receiver is
  /// @param tuning what it is to deliver
  /// @param redirects is asked before another address is contacted than that of the URL
  /// @return the running stream, which the caller closes
  /// @throws ReceiverFailure with the typed reason
  default IqStream open(ReceiverTarget target, Tuning tuning, Redirects redirects)
      throws ReceiverFailure {
    return open(target, tuning);
  }

  /// The same as [#check(ReceiverTarget,Tuning)], for a caller who wants a say in where it leads.
  ///
  /// @param target where the receiver is
  /// @param tuning what to ask it for
  /// @param redirects is asked before another address is contacted than that of the URL
  /// @return what was found; never throws for a receiver that is merely bad
  default ReceiverHealth check(ReceiverTarget target, Tuning tuning, Redirects redirects) {
    return check(target, tuning);
  }

  /// The same as [#check(ReceiverTarget,Tuning)] where nobody waits for it: a receiver that has
  /// just turned us away is left alone.
  ///
  /// @param target where the receiver is
  /// @param tuning what to ask it for
  /// @return what was found; never throws for a receiver that is merely bad
  default ReceiverHealth checkUnlessResting(ReceiverTarget target, Tuning tuning) {
    return check(target, tuning);
  }
}
