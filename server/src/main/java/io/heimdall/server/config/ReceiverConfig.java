package io.heimdall.server.config;

import java.util.List;

/// How this server deals with receivers.
///
/// @param allowedRanges ranges of addresses receivers may have besides public ones
/// @param contact how operators reach whoever runs this server; empty for none
public record ReceiverConfig(List<String> allowedRanges, String contact) {

  /// Copies the ranges.
  public ReceiverConfig {
    allowedRanges = List.copyOf(allowedRanges);
  }
}
