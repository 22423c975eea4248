package io.heimdall.server.config;

import java.util.List;

/// How this server deals with receivers.
///
/// @param allowedRanges ranges of addresses receivers may have besides public ones
/// @param contact how operators reach whoever runs this server; empty for none
/// @param spyServer whether receivers may be SpyServers
public record ReceiverConfig(List<String> allowedRanges, String contact, boolean spyServer) {

  /// Copies the ranges.
  public ReceiverConfig {
    allowedRanges = List.copyOf(allowedRanges);
  }
}
