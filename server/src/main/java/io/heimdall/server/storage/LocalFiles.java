package io.heimdall.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The files of a store on this machine that keeps each object as `{bucket}/{key}`.
///
/// The embedded server answers before the bytes are on the disk. Forcing them there is what lets a
/// row in the database, which is on the disk, never point at an object that a power failure took.
///
/// @param directory the store's directory
/// @param bucket the bucket
record LocalFiles(Path directory, String bucket) {

  /// Returns when an object that was just written survives the loss of power.
  void force(String key) {
    Path file = bucketDirectory().resolve(key);
    try {
      Forced.file(file, bucketDirectory());
    } catch (IOException e) {
      throw SpoolFiles.failure("force " + file + " to the disk", e);
    }
  }

  Path bucketDirectory() {
    return directory.resolve(bucket);
  }

  OptionalLong freeBytes() {
    try {
      return OptionalLong.of(Files.getFileStore(directory).getUsableSpace());
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }
}
