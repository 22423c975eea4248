package io.heimdall.server.simulator.wire;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// The channels of a receiver: which are taken, and by which connections. Thread safe.
final class Channels {

  /// What became of a request for a channel.
  sealed interface Admission {}

  /// The client has a channel.
  ///
  /// @param channel its number, from 0
  record Admitted(int channel) implements Admission {}

  /// All channels are taken, and the client may be told.
  record AllTaken() implements Admission {}

  /// The client is dropped without a word: a second connection of the same name, or a program too
  /// many.
  record Dropped() implements Admission {}

  private final Rules rules;
  private final int apiChannels;

  // Guarded by this.
  private final BitSet taken = new BitSet();
  private final Set<String> names = new HashSet<>();
  private int programs;

  Channels(Rules rules, int apiChannels) {
    this.rules = rules;
    this.apiChannels = apiChannels;
  }

  int apiChannels() {
    return apiChannels;
  }

  synchronized int used() {
    return taken.cardinality();
  }

  /// Asks for a channel.
  ///
  /// @param name what the connection calls itself; its stream's `<T>`
  /// @param program whether it is a program rather than a browser
  synchronized Admission admit(String name, boolean program) {
    boolean freeChannel = taken.cardinality() < rules.channels();
    if (names.contains(name) || (program && apiChannels == 0)) {
      return new Dropped();
    }
    if (!freeChannel) {
      return new AllTaken();
    }
    if (program && programs >= apiChannels) {
      return new Dropped();
    }
    int channel = taken.nextClearBit(0);
    taken.set(channel);
    names.add(name);
    programs += program ? 1 : 0;
    return new Admitted(channel);
  }

  /// Gives a channel back.
  synchronized void release(int channel, String name, boolean program) {
    taken.clear(channel);
    names.remove(name);
    programs -= program ? 1 : 0;
  }
}
