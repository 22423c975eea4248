package io.heimdall.server.simulator.wire;

import java.time.Duration;

/// What an operator and the protocol allow a client.
///
/// @param channels how many clients a receiver serves at once
/// @param apiChannels how many of them may be programs
/// @param authTime how long a client may take to log in
/// @param setupTime how long it may then take to ask for sound
/// @param keepAliveTime how long it may then be silent
public record Rules(
    int channels, int apiChannels, Duration authTime, Duration setupTime, Duration keepAliveTime) {

  /// The rules of a KiwiSDR with four channels, all open to programs.
  public static final Rules DEFAULT =
      new Rules(4, 4, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));

  /// Changes the number of channels.
  ///
  /// @param count how many clients at once, programs or not
  /// @return changed rules
  public Rules withChannels(int count) {
    return new Rules(count, count, authTime, setupTime, keepAliveTime);
  }

  /// Changes how long the receiver waits for a client.
  ///
  /// @param auth how long a client may take to log in
  /// @param setup how long it may then take to ask for sound
  /// @param keepAlive how long it may then be silent
  /// @return changed rules
  public Rules withTimes(Duration auth, Duration setup, Duration keepAlive) {
    return new Rules(channels, apiChannels, auth, setup, keepAlive);
  }
}
