package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

/// A power-of-two transform in four steps (D. H. Bailey, *FFTs in external or hierarchical memory*,
/// J. Supercomputing 4, 1990), which the JVM turns into vector instructions.
///
/// The N = R C samples are R rows of C. (1) The columns are transformed over the rows, all at once:
/// a butterfly combines whole rows. (2) Element c of row k is multiplied by `e^(−j2πkc/N)`. (3)
/// Rows become columns. (4) The new columns are transformed; what comes out is in order, row after
/// row.
///
/// Each row is an array of its own, and a loop reads and writes all its arrays at the same index.
/// That, and few operations per loop, is what the compiler's vectoriser needs: it cannot tell
/// different offsets into arrays apart. See [StockhamFft] for the accuracy.
final class FourStepFft implements Fft {

  /// The shortest size whose rows are long enough to pay.
  static final int SMALLEST = 2048;

  private final int size;
  private final int rows;
  private final int columns;
  private final ColumnFft first;
  private final ColumnFft second;
  private final Rows tall;
  private final Rows tallWork;
  private final Rows wide;
  private final Rows wideWork;
  private final Rows twiddles;

  FourStepFft(int size) {
    if (size < SMALLEST || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(
          "expected a power of two of at least %s, got %s".formatted(SMALLEST, size));
    }
    this.size = size;
    columns = 1 << (Integer.numberOfTrailingZeros(size) / 2);
    rows = size / columns;
    first = new ColumnFft(rows);
    second = new ColumnFft(columns);
    tall = new Rows(rows, columns);
    tallWork = new Rows(rows, columns);
    wide = rows == columns ? tallWork : new Rows(columns, rows);
    wideWork = rows == columns ? tall : new Rows(columns, rows);
    twiddles = new Rows(rows, columns);
    for (int k = 0; k < rows; k++) {
      for (int c = 0; c < columns; c++) {
        double angle = -2 * Math.PI * k * c / size;
        twiddles.re[k][c] = (float) Math.cos(angle);
        twiddles.im[k][c] = (float) Math.sin(angle);
      }
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void forward(float[] re, float[] im) {
    checkFromIndexSize(0, size, re.length);
    checkFromIndexSize(0, size, im.length);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(re, r * columns, tall.re[r], 0, columns);
      System.arraycopy(im, r * columns, tall.im[r], 0, columns);
    }
    Rows halfway = first.forward(tall, tallWork);
    for (int k = 1; k < rows; k++) {
      RowButterflies.multiply(halfway.re[k], halfway.im[k], twiddles.re[k], twiddles.im[k]);
    }
    Rows turned = halfway == wide ? wideWork : wide;
    Rows spare = turned == wide ? wideWork : wide;
    halfway.transpose(turned);
    Rows out = second.forward(turned, spare);
    for (int k = 0; k < columns; k++) {
      System.arraycopy(out.re[k], 0, re, k * rows, rows);
      System.arraycopy(out.im[k], 0, im, k * rows, rows);
    }
  }
}
