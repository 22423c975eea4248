package io.heimdall.server.artifact.content;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.BlockRepository;
import io.heimdall.db.artifact.StoredFile;
import java.util.UUID;

/// The checksums of a file's blocks, read from the database some at a time. One thread.
public final class FileBlocks implements BlockSums {

  /// Those of 16 GiB take 256 KiB. Whoever reads less than that goes on where the file's rows are
  /// removed meanwhile.
  private static final int AT_A_TIME = 64 << 10;

  private final Transactions transactions;
  private final UUID fileId;
  private final int endBlock;
  private final BlockRepository blocks = new BlockRepository();
  private int firstBlock;
  private int[] known;

  /// The rows of a file whose checksums are needed are gone.
  public static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private GoneException(UUID fileId, int block) {
      super("there is no checksum of block %d of file %s any more".formatted(block, fileId));
    }
  }

  /// Reads the first checksums.
  ///
  /// @param tx the transaction
  /// @param transactions where the others are read
  /// @param file the file
  /// @param offset the first byte that will be read
  /// @param end the byte before which reading will end
  public FileBlocks(Tx tx, Transactions transactions, StoredFile file, long offset, long end) {
    this.transactions = transactions;
    this.fileId = file.id();
    this.firstBlock = Math.toIntExact(offset / StoredFile.BLOCK_BYTES);
    this.endBlock = Math.toIntExact(Math.ceilDiv(end, (long) StoredFile.BLOCK_BYTES));
    this.known = blocks.read(tx, fileId, firstBlock, count(firstBlock));
  }

  private int count(int from) {
    return Math.max(0, Math.min(AT_A_TIME, endBlock - from));
  }

  @Override
  public int crc32c(int block) {
    if (block < firstBlock || block >= firstBlock + known.length) {
      known = transactions.inSnapshot(tx -> blocks.read(tx, fileId, block, count(block)));
      firstBlock = block;
    }
    if (known.length == 0) {
      throw new GoneException(fileId, block);
    }
    return known[block - firstBlock];
  }
}
