package io.heimdall.server.dsp;

import org.jtransforms.fft.DoubleFFT_1D;
import org.jtransforms.utils.CommonUtils;

/// A transform of any size by JTransforms, in double precision.
///
/// It serves the sizes without a kernel of our own and, in tests, as the oracle of that kernel.
final class MixedRadixFft implements Fft {

  static {
    // The caller decides about threads; a library that starts its own would take them from it.
    CommonUtils.setThreadsBeginN_1D_FFT_2Threads(Long.MAX_VALUE);
    CommonUtils.setThreadsBeginN_1D_FFT_4Threads(Long.MAX_VALUE);
  }

  private final int size;
  private final DoubleFFT_1D transform;
  private final double[] interleaved;

  MixedRadixFft(int size) {
    this.size = size;
    transform = new DoubleFFT_1D(size);
    interleaved = new double[2 * size];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void forward(float[] re, float[] im) {
    for (int n = 0; n < size; n++) {
      interleaved[2 * n] = re[n];
      interleaved[2 * n + 1] = im[n];
    }
    transform.complexForward(interleaved);
    for (int m = 0; m < size; m++) {
      re[m] = (float) interleaved[2 * m];
      im[m] = (float) interleaved[2 * m + 1];
    }
  }
}
