package io.heimdall.db.artifact;

/// How an object holds the bytes of a file.
public enum FileEncoding {
  /// As they are.
  PLAIN,
  /// In the seekable format of zstd, in frames of 1 MiB.
  ZSTD
}
