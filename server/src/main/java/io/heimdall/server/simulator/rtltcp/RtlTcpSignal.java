package io.heimdall.server.simulator.rtltcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// What a simulated rtl_tcp server sends: bytes that are played once or over and over, to every
/// client from their beginning. Never changes.
public final class RtlTcpSignal {

  private static final int COUNTER_PERIOD = 256;
  private static final int TONE_SAMPLES = 1 << 18;
  private static final int TONE_PERIOD = 16;
  private static final double TONE_AMPLITUDE = 20;
  private static final double NOISE_AMPLITUDE = 4;
  private static final double ZERO = 127.5;
  private static final double SPIKE = 0.7;

  private final String name;
  private final byte[] bytes;
  private final boolean endless;

  private RtlTcpSignal(String name, byte[] bytes, boolean endless) {
    this.name = name;
    this.bytes = bytes;
    this.endless = endless;
  }

  /// A recording, over and over.
  ///
  /// @param file unsigned 8-bit I, Q, I, Q… (`.cu8`)
  /// @return the signal
  /// @throws IOException when the file cannot be read, or ends in the middle of a sample
  public static RtlTcpSignal looped(Path file) throws IOException {
    return new RtlTcpSignal(String.valueOf(file.getFileName()), read(file), true);
  }

  /// A recording, once: the server then ends the connection.
  ///
  /// @param file unsigned 8-bit I, Q, I, Q… (`.cu8`)
  /// @return the signal
  /// @throws IOException when the file cannot be read, or ends in the middle of a sample
  public static RtlTcpSignal once(Path file) throws IOException {
    return new RtlTcpSignal(String.valueOf(file.getFileName()), read(file), false);
  }

  /// What rtl_tcp sends in its test mode: each byte is one more than the one before.
  ///
  /// @return the signal
  public static RtlTcpSignal counter() {
    byte[] counter = new byte[COUNTER_PERIOD];
    for (int n = 0; n < counter.length; n++) {
      counter[n] = (byte) n;
    }
    return new RtlTcpSignal("counter", counter, true);
  }

  /// A carrier in noise, a sixteenth of the sample rate above the centre, with the offset at 0 Hz
  /// that such receivers have. The carrier is 16 dB below full scale.
  ///
  /// @param seed decides the noise
  /// @return the signal
  public static RtlTcpSignal tone(long seed) {
    var random = new SplittableRandom(seed);
    byte[] tone = new byte[2 * TONE_SAMPLES];
    for (int n = 0; n < TONE_SAMPLES; n++) {
      double phase = 2 * Math.PI * n / TONE_PERIOD;
      tone[2 * n] = code(TONE_AMPLITUDE * Math.cos(phase), random);
      tone[2 * n + 1] = code(TONE_AMPLITUDE * Math.sin(phase), random);
    }
    return new RtlTcpSignal("tone", tone, true);
  }

  private static byte code(double value, SplittableRandom random) {
    double noisy = ZERO + SPIKE + value + NOISE_AMPLITUDE * random.nextGaussian();
    return (byte) Math.clamp(Math.round(noisy), 0, 255);
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not a file");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0 || bytes.length % 2 != 0) {
      throw new IOException(
          file + " holds " + bytes.length + " bytes, which are no whole number of samples");
    }
    return bytes;
  }

  /// What it is called.
  ///
  /// @return a word, or the name of the file
  public String name() {
    return name;
  }

  /// Copies bytes.
  ///
  /// @param position the first one, counted from the beginning of the first playing
  /// @param target where to
  /// @return how many were copied: fewer than fit only at the end, 0 behind it
  int copy(long position, byte[] target) {
    int done = 0;
    while (done < target.length && (endless || position + done < bytes.length)) {
      int from = (int) ((position + done) % bytes.length);
      int count = Math.min(target.length - done, bytes.length - from);
      System.arraycopy(bytes, from, target, done, count);
      done += count;
    }
    return done;
  }
}
