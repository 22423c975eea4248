package io.heimdall.server.artifact.upload;

import java.time.Duration;

/// How long who writes an upload may be silent.
///
/// @param lease for how long nobody else can write after the last sign of who does
/// @param look how often that is renewed, and silence noticed
/// @param stall within how long the least has to come
/// @param leastBytes the least: who drips holds the room of others as well
record UploadPace(Duration lease, Duration look, Duration stall, long leastBytes) {

  static final UploadPace USUAL =
      new UploadPace(
          Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(60), 1 << 20);
}
