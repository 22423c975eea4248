package io.heimdall.server.acquisition;

/// Where the samples of a running acquisition come in.
public sealed interface SampleSource {

  /// On this node.
  ///
  /// @param tap the samples, to be closed by the caller
  record Here(SampleTap tap) implements SampleSource {}

  /// On another node.
  ///
  /// @param nodeId which one
  record Elsewhere(String nodeId) implements SampleSource {}
}
