package io.heimdall.server.config;

import io.heimdall.server.security.SealingKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How this server deals with receivers.
///
/// @param allowedRanges ranges of addresses receivers may have besides public ones
/// @param contact how operators reach whoever runs this server; empty for none
/// @param secretKey encrypts their passwords; empty for the key in the data directory
/// @param spyServer whether receivers may be SpyServers
/// @param replayDirectory holds files of samples that are played in the place of receivers; empty
///   where none are
public record ReceiverConfig(
    List<String> allowedRanges,
    String contact,
    Optional<SealingKey> secretKey,
    boolean spyServer,
    Optional<Path> replayDirectory) {

  /// Copies the ranges.
  public ReceiverConfig {
    allowedRanges = List.copyOf(allowedRanges);
  }
}
