package io.heimdall.server.artifact.content;

/// What the blocks of a file are checked against.
public interface BlockSums {

  /// The checksum of a block.
  ///
  /// @param block which one, from 0
  /// @return its CRC-32C
  int crc32c(int block);
}
