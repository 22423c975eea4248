package io.heimdall.server.artifact.content;

import static io.heimdall.server.artifact.content.ZstdFrames.FRAME_BYTES;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/// Compressed objects as uploads write them.
public final class PackedFiles {

  private PackedFiles() {}

  /// Lines of numbers, which shrink.
  ///
  /// @param length how many bytes
  /// @return the bytes
  public static byte[] text(int length) {
    var random = new Random(length);
    var text = new StringBuilder(length + 40);
    while (text.length() < length) {
      text.append("time=").append(random.nextInt(1000)).append(",level=-");
      text.append(random.nextInt(100)).append('\n');
    }
    return Arrays.copyOf(text.toString().getBytes(US_ASCII), length);
  }

  /// The object that holds some content in frames.
  static byte[] packed(byte[] content) {
    var object = new ByteArrayOutputStream();
    int[] stored = new int[ZstdFrames.count(content.length)];
    byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];
    for (int n = 0; n < stored.length; n++) {
      int length = ZstdFrames.bytesIn(n, content.length);
      stored[n] = ZstdFrames.pack(content, n * FRAME_BYTES, length, frame, 0);
      object.write(frame, 0, stored[n]);
    }
    object.writeBytes(SeekTable.write(stored, content.length));
    return object.toByteArray();
  }
}
