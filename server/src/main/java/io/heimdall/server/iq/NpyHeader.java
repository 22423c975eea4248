package io.heimdall.server.iq;

import java.util.List;

/// What the header of a `.npy` file says.
///
/// @param descr the dtype as NumPy spells it, such as `<c8`
/// @param fortranOrder whether the first index varies fastest
/// @param shape the length of each dimension; empty for a scalar
/// @param dataOffsetBytes where the data begins
public record NpyHeader(String descr, boolean fortranOrder, List<Long> shape, int dataOffsetBytes) {

  /// Freezes the shape.
  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /// The number of samples, when the file is a plain line of complex64 samples.
  ///
  /// @return samples
  /// @throws NpyFormatException when it is something else, saying what
  public long complex64Count() throws NpyFormatException {
    if (!descr.equals(Npy.COMPLEX64_LE)) {
      throw new NpyFormatException(
          ".npy dtype '%s', expected '%s' (complex64 little-endian)"
              .formatted(descr, Npy.COMPLEX64_LE));
    }
    if (shape.size() != 1) {
      throw new NpyFormatException(
          ".npy shape %s, expected one dimension: the samples".formatted(shape));
    }
    return shape.getFirst();
  }
}
