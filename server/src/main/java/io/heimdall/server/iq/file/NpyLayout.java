package io.heimdall.server.iq.file;

import io.heimdall.server.iq.Npy;
import io.heimdall.server.iq.NpyFormatException;
import io.heimdall.server.iq.NpyHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// NumPy arrays of samples: complex ones of one dimension, or integers of shape `(n, 2)`.
final class NpyLayout {

  /// No header we read is longer; those that NumPy writes have 128 bytes.
  private static final int MOST_HEADER_BYTES = 64 << 10;

  private NpyLayout() {}

  static Layout read(FileBytes bytes, StatedFacts stated, Instant now) throws IOException {
    NpyHeader header = header(bytes);
    Datatype type = datatype(bytes, header);
    long samples = count(bytes, header, type);
    long have = bytes.size() - header.dataOffsetBytes();
    if (samples > have / type.bytesPerSample()) {
      long whole = have / type.bytesPerSample();
      throw bytes.refused(
          "its header says %d samples, and it ends at byte %d, %d bytes into sample %d"
              .formatted(samples, bytes.size(), have % type.bytesPerSample(), whole));
    }
    long end = header.dataOffsetBytes() + samples * type.bytesPerSample();
    if (end != bytes.size()) {
      throw bytes.refused(
          "its header says %d samples, which end at byte %d, and %d bytes follow"
              .formatted(samples, end, bytes.size() - end));
    }
    var _ = bytes.samples(header.dataOffsetBytes(), have, type);
    return new Layout(
        stated.facts(IqFileFormat.NPY, type, now),
        Spans.of(List.of(Span.whole(header.dataOffsetBytes(), samples))));
  }

  private static NpyHeader header(FileBytes bytes) throws IOException {
    int length = (int) Math.min(bytes.size(), MOST_HEADER_BYTES);
    try {
      return Npy.readHeader(new ByteArrayInputStream(bytes.array(0, length, "a .npy header")));
    } catch (NpyFormatException e) {
      throw new IqFileException("%s: %s".formatted(bytes.name(), e.getMessage()), e);
    }
  }

  private static Datatype datatype(FileBytes bytes, NpyHeader header) throws IqFileException {
    return switch (header.descr()) {
      case "<c8" -> Datatype.CF32_LE;
      case "<c16" -> Datatype.CF64_LE;
      case "<i2" -> Datatype.CI16_LE;
      case "|i1" -> Datatype.CI8;
      case "|u1" -> Datatype.CU8;
      default ->
          throw bytes.refused(
              "its dtype is '%s', expected '<c8' or '<c16', or '<i2', '|i1' or '|u1' of shape (n, 2)"
                  .formatted(header.descr()));
    };
  }

  private static long count(FileBytes bytes, NpyHeader header, Datatype type)
      throws IqFileException {
    List<Long> shape = header.shape();
    boolean complex = type == Datatype.CF32_LE || type == Datatype.CF64_LE;
    if (complex ? shape.size() != 1 : shape.size() != 2 || shape.get(1) != 2) {
      throw bytes.refused(
          "its shape is %s, expected %s of dtype '%s'"
              .formatted(shape, complex ? "(n,)" : "(n, 2)", header.descr()));
    }
    if (!complex && header.fortranOrder()) {
      throw bytes.refused("its columns stand one after another (fortran_order), expected rows");
    }
    return shape.getFirst();
  }
}
