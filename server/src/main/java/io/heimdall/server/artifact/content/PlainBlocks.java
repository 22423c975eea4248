package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;

/// Blocks of an object that holds a file's bytes as they are.
final class PlainBlocks implements BlockSource {

  private final ObjectBytes bytes;
  private final long sizeBytes;

  PlainBlocks(ObjectBytes bytes, long sizeBytes) {
    this.bytes = bytes;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public byte[] read(int block) {
    long from = (long) block * BLOCK_BYTES;
    byte[] read = new byte[(int) Math.min(BLOCK_BYTES, sizeBytes - from)];
    bytes.read(from, read, read.length);
    return read;
  }

  @Override
  public void forget() {}
}
