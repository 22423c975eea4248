package io.heimdall.server.iq.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/// Files of samples for tests, written as other programs write them.
public final class SampleFiles {

  private SampleFiles() {}

  /// Bytes of samples: every value there is of small integers, others by a fixed seed.
  ///
  /// @param type how samples are written
  /// @param count how many samples
  /// @return the bytes
  public static byte[] samples(Datatype type, int count) {
    var random = new Random(7);
    ByteBuffer bytes =
        ByteBuffer.allocate(count * type.bytesPerSample()).order(ByteOrder.LITTLE_ENDIAN);
    for (int part = 0; part < 2 * count; part++) {
      switch (type) {
        case CF32_LE -> bytes.putFloat(random.nextFloat() * 2 - 1);
        case CF64_LE -> bytes.putDouble(random.nextFloat() * 2 - 1);
        case CI16_LE -> bytes.putShort((short) (part < 2 ? -32768 : random.nextInt()));
        case CI8, CU8 -> bytes.put((byte) (part * 7));
      }
    }
    return bytes.array();
  }

  /// A chunk of RIFF.
  ///
  /// @param tag four letters
  /// @param content what is in it
  /// @return the chunk, of even length
  public static byte[] chunk(String tag, byte[] content) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + content.length + (content.length & 1))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(tag.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
    return bytes.array();
  }

  /// A whole RIFF/WAVE.
  ///
  /// @param chunks what is in it
  /// @return the file
  public static byte[] riff(byte[]... chunks) {
    byte[] content = join(chunks);
    ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    head.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(content.length + 4);
    head.put("WAVE".getBytes(StandardCharsets.US_ASCII));
    return join(head.array(), content);
  }

  /// A chunk `fmt `.
  ///
  /// @param tag 1 for PCM, 3 for floats
  /// @param channels how many
  /// @param rateHz samples per second
  /// @param bits of one value
  /// @return the chunk
  public static byte[] fmt(int tag, int channels, int rateHz, int bits) {
    return chunk("fmt ", fmtContent(tag, channels, rateHz, bits));
  }

  private static byte[] fmtContent(int tag, int channels, int rateHz, int bits) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) tag)
        .putShort((short) channels)
        .putInt(rateHz)
        .putInt(rateHz * channels * bits / 8)
        .putShort((short) (channels * bits / 8))
        .putShort((short) bits)
        .array();
  }

  /// A chunk `fmt ` of WAVE_FORMAT_EXTENSIBLE.
  ///
  /// @param subformat 1 for PCM, 3 for floats
  /// @param rateHz samples per second
  /// @param bits of one value
  /// @return the chunk
  public static byte[] extensible(int subformat, int rateHz, int bits) {
    byte[] guid = HexFormat.of().parseHex("000000001000800000aa00389b71");
    ByteBuffer more = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    more.putShort((short) 22).putShort((short) bits).putInt(3).putShort((short) subformat);
    more.put(guid);
    return chunk("fmt ", join(fmtContent(0xfffe, 2, rateHz, bits), more.array()));
  }

  /// A chunk `auxi` as HDSDR writes it: 2017-11-27 10:41:56.250.
  ///
  /// @param frequencyHz the frequency in the middle
  /// @return the chunk
  public static byte[] auxi(int frequencyHz) {
    ByteBuffer auxi = ByteBuffer.allocate(68).order(ByteOrder.LITTLE_ENDIAN);
    for (int part : new int[] {2017, 11, 1, 27, 10, 41, 56, 250}) {
      auxi.putShort((short) part);
    }
    return chunk("auxi", auxi.putInt(32, frequencyHz).array());
  }

  /// A file of KiwiSDR's client: frames of 512 samples of which each begins when its stamp says.
  ///
  /// @param frames how many
  /// @param rateHz the true rate
  /// @param lostAfter the frame after which samples are lost
  /// @param lost how many
  /// @return the file
  public static byte[] kiwi(int frames, double rateHz, int lostAfter, int lost) {
    byte[] samples = samples(Datatype.CI16_LE, 512 * frames);
    byte[][] chunks = new byte[1 + 2 * frames][];
    chunks[0] = fmt(1, 2, (int) rateHz, 16);
    for (int k = 0; k < frames; k++) {
      long index = 512L * k + (k > lostAfter ? lost : 0);
      // The first stamp is an earlier listener's.
      long nanos =
          k == 0 ? 1_000_000_000L : 124_934_500_000_000L + Math.round(index / rateHz * 1e9);
      ByteBuffer stamp = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
      stamp.put((byte) 4).put((byte) 0);
      stamp.putInt((int) (nanos / 1_000_000_000L)).putInt((int) (nanos % 1_000_000_000L));
      chunks[1 + 2 * k] = chunk("kiwi", stamp.array());
      byte[] part = new byte[2048];
      System.arraycopy(samples, 2048 * k, part, 0, part.length);
      chunks[2 + 2 * k] = chunk("data", part);
    }
    return riff(chunks);
  }

  /// A `.npy` of version 1.
  ///
  /// @param descr the dtype
  /// @param shape the shape, with its brackets
  /// @param samples the data
  /// @return the file
  public static byte[] npy(String descr, String shape, byte[] samples) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape);
    String padded = dictionary + " ".repeat(117 - dictionary.length()) + "\n";
    ByteBuffer head = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    head.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
    return join(head.put(padded.getBytes(StandardCharsets.US_ASCII)).array(), samples);
  }

  /// Metadata as sigmf-python writes it.
  ///
  /// @param type how samples are written
  /// @param samples the data, for its checksum
  /// @param captures the captures, as JSON
  /// @return the text
  public static String sigmfMeta(Datatype type, byte[] samples, String captures) {
    return """
    {
        "global": {
            "core:datatype": "%s",
            "core:sample_rate": 48000,
            "core:author": "jane.doe@domain.org",
            "core:description": "All zero complex float32 example file.",
            "core:sha512": "%s",
            "core:version": "1.2.5",
            "core:num_channels": 1
        },
        "captures": %s,
        "annotations": [
            {"core:sample_start": 10, "core:sample_count": 20, "core:comment": "a burst"}
        ]
    }
    """
        .formatted(type.word(), sha512(samples), captures);
  }

  /// One capture from the beginning on.
  ///
  /// @return the captures, as JSON
  public static String oneCapture() {
    return """
    [{"core:sample_start": 0, "core:frequency": 915000000,
      "core:datetime": "2025-11-21T10:00:00.500000Z"}]\
    """;
  }

  /// A SigMF recording of two files.
  ///
  /// @param directory where
  /// @param meta the metadata
  /// @param samples the data
  /// @return the metadata's file
  /// @throws IOException when it cannot be written
  public static Path sigmf(Path directory, String meta, byte[] samples) throws IOException {
    Files.write(directory.resolve("x.sigmf-data"), samples);
    return Files.writeString(directory.resolve("x.sigmf-meta"), meta);
  }

  /// An archive as Python's tarfile writes it: in POSIX's format, each file with an extended header
  /// for its time.
  ///
  /// @param meta the metadata
  /// @param samples the data
  /// @return the file
  public static byte[] archive(String meta, byte[] samples) {
    return join(
        tar("x/", '5', new byte[0]),
        tar(
            "./PaxHeaders/x.sigmf-meta",
            'x',
            "28 mtime=1763719200.1234567\n".getBytes(StandardCharsets.US_ASCII)),
        tar("x/x.sigmf-meta", '0', meta.getBytes(StandardCharsets.UTF_8)),
        tar(
            "./PaxHeaders/x.sigmf-data",
            'x',
            "28 mtime=1763719200.1234567\n".getBytes(StandardCharsets.US_ASCII)),
        tar("x/x.sigmf-data", '0', samples),
        new byte[1024]);
  }

  /// A file in a tar.
  ///
  /// @param name its path
  /// @param type its kind
  /// @param content its bytes
  /// @return header, content and padding
  public static byte[] tar(String name, char type, byte[] content) {
    ByteBuffer header = ByteBuffer.allocate(512);
    header.put(name.getBytes(StandardCharsets.US_ASCII));
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(content.length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    put(header, 156, String.valueOf(type));
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte one : header.array()) {
      sum += one & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return join(header.array(), content, new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(ByteBuffer header, int at, String text) {
    header.position(at).put(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// The SHA-512 of bytes.
  ///
  /// @param bytes the bytes
  /// @return in hexadecimal digits
  public static String sha512(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// Bytes one after another.
  ///
  /// @param parts the parts
  /// @return all of them
  public static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
