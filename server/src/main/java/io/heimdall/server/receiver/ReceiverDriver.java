package io.heimdall.server.receiver;

import java.net.URI;
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

  /// Whether the receiver has just turned us away, so that only what somebody waits for may come
  /// back so soon.
  ///
  /// @param target where the receiver is
  /// @return true for some seconds after it did
  default boolean resting(ReceiverTarget target) {
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
}
