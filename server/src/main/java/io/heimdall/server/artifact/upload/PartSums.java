package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.server.artifact.content.BlockSums;
import org.jspecify.annotations.Nullable;

/// The checksums of an upload's blocks, as its parts have them. One thread.
final class PartSums implements BlockSums {

  private final WriterBook book;
  private @Nullable UploadPart part;

  PartSums(WriterBook book) {
    this.book = book;
  }

  @Override
  public int crc32c(int block) {
    long blockByte = (long) block * StoredFile.BLOCK_BYTES;
    UploadPart holding = part;
    if (holding == null || blockByte < holding.firstByte() || blockByte >= holding.endByte()) {
      holding = book.partAt(blockByte);
      part = holding;
    }
    int place = Math.toIntExact((blockByte - holding.firstByte()) / StoredFile.BLOCK_BYTES);
    return holding.crc32c().get(place);
  }
}
