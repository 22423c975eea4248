package io.heimdall.server.receiver.spyserver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.heimdall.server.receiver.ScriptedServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A SpyServer on a real socket: greets, takes settings, tells what it does whenever that changes,
/// and then sends numbered messages of samples as fast as they are read.
///
/// Sample n has I = n mod 100 and Q = −I, as steps of the format, times the digital gain.
final class FakeSpyServer implements AutoCloseable {

  static final int MESSAGE_SAMPLES = 1000;
  static final int VERSION = 0x020006A4;

  private static final int SETTING_ENABLED = 1;
  private static final int SETTING_GAIN = 2;
  private static final int SETTING_FORMAT = 100;
  private static final int SETTING_FREQUENCY = 101;
  private static final int SETTING_DIGITAL_GAIN = 103;

  /// How a server is, and what it does wrong.
  static final class Traits {
    int deviceType = 1;
    int highestRateHz = 10_000_000;
    int highestBandwidthHz = 8_000_000;
    int stages = 10;
    int leastDecimation = 3;
    int forcedFormat;
    boolean canControl = true;
    long iqCenterHz = 100_000_000;
    long reachHz = 4_000_000;
    int version = VERSION;
    boolean full;
    int oddBytes;

    /// The message before which one of the given number of messages is skipped.
    long skipAt = -1;

    long skipped;

    /// The message after which another client tunes the receiver elsewhere.
    long retunedAt = -1;

    /// The message after which nothing comes.
    long silentAt = -1;

    /// The message after which only messages without samples come.
    long emptyAt = -1;

    /// Describes the receiver over and over and never says what it does.
    boolean repeatsItself;

    /// Tells what it does before each message.
    boolean talkative;

    /// The message that holds a float which is no number.
    long nonNumberAt = -1;
  }

  private final Traits traits;
  private final ScriptedServer server;
  private volatile boolean noNumber;
  private final Map<Integer, Integer> settings = new ConcurrentHashMap<>();
  private final List<String> applications = new CopyOnWriteArrayList<>();

  FakeSpyServer(Traits traits) {
    this.traits = traits;
    server = new ScriptedServer(this::play);
  }

  URI url() {
    return URI.create("tcp://127.0.0.1:" + server.port());
  }

  /// The last value of each setting.
  Map<Integer, Integer> settings() {
    return settings;
  }

  List<String> applications() {
    return applications;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void play(Socket socket) throws IOException {
    if (traits.full) {
      return;
    }
    var in = new DataInputStream(socket.getInputStream());
    readCommand(in);
    send(socket, 0, 0, deviceInfo());
    while (traits.repeatsItself) {
      send(socket, 0, 0, deviceInfo());
    }
    send(socket, 1, 0, sync(traits.iqCenterHz));
    long tunedHz = traits.iqCenterHz;
    while (settings.getOrDefault(SETTING_ENABLED, 0) == 0) {
      readCommand(in);
      long wantedHz = settings.getOrDefault(SETTING_FREQUENCY, (int) tunedHz);
      if (wantedHz != tunedHz && (traits.canControl || reaches(wantedHz))) {
        tunedHz = wantedHz;
        send(socket, 1, 0, sync(tunedHz));
      }
    }
    stream(socket, tunedHz);
  }

  private boolean reaches(long hz) {
    return Math.abs(hz - traits.iqCenterHz) <= traits.reachHz;
  }

  private void stream(Socket socket, long tunedHz) throws IOException {
    long sequence = 4_294_967_290L;
    long sample = 0;
    for (long n = 0; ; n++) {
      if (n == traits.skipAt) {
        sequence += traits.skipped;
        sample += traits.skipped * MESSAGE_SAMPLES;
      }
      if (n == traits.retunedAt) {
        send(socket, 1, 0, sync(tunedHz + 10_000_000));
      }
      if (n == traits.silentAt) {
        ScriptedServer.awaitClose(socket);
        return;
      }
      if (traits.talkative) {
        send(socket, 1, 0, sync(tunedHz));
      }
      while (n == traits.emptyAt) {
        send(socket, 1, 0, sync(tunedHz));
        send(socket, 99 + settings.getOrDefault(SETTING_FORMAT, 1), sequence++, numbers());
      }
      noNumber = n == traits.nonNumberAt;
      sendSamples(socket, sequence++, sample);
      sample += MESSAGE_SAMPLES;
    }
  }

  private void sendSamples(Socket socket, long sequence, long first) throws IOException {
    int format = settings.getOrDefault(SETTING_FORMAT, 1);
    int gainDb = settings.getOrDefault(SETTING_DIGITAL_GAIN, 0);
    ByteBuffer body = ByteBuffer.allocate(8 * MESSAGE_SAMPLES + traits.oddBytes);
    body.order(LITTLE_ENDIAN);
    for (int n = 0; n < MESSAGE_SAMPLES; n++) {
      double value = noNumber ? Double.NaN : (first + n) % 100 * Math.pow(10, gainDb / 20.0);
      put(body, format, value);
      put(body, format, -value);
    }
    body.position(body.position() + traits.oddBytes).flip();
    int type = 99 + format | gainDb << 16;
    send(socket, type, sequence, body);
  }

  private static void put(ByteBuffer body, int format, double value) {
    switch (format) {
      case 1 -> body.put((byte) (128 + Math.round(value)));
      case 2 -> body.putShort((short) Math.round(value));
      default -> body.putFloat((float) (value / 32768));
    }
  }

  private void readCommand(DataInputStream in) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(8)).order(LITTLE_ENDIAN);
    if (head.remaining() < 8) {
      throw new IOException("the client has gone");
    }
    int type = head.getInt();
    byte[] body = in.readNBytes(head.getInt());
    ByteBuffer numbers = ByteBuffer.wrap(body).order(LITTLE_ENDIAN);
    if (type == 0) {
      applications.add(
          "%08x ".formatted(numbers.getInt())
              + new String(body, 4, body.length - 4, StandardCharsets.UTF_8));
    } else {
      settings.put(numbers.getInt(), numbers.getInt());
    }
  }

  private void send(Socket socket, int type, long sequence, ByteBuffer body) throws IOException {
    ByteBuffer message =
        ByteBuffer.allocate(20 + body.remaining())
            .order(LITTLE_ENDIAN)
            .putInt(traits.version)
            .putInt(type)
            .putInt(0)
            .putInt((int) sequence)
            .putInt(body.remaining())
            .put(body);
    socket.getOutputStream().write(message.array());
  }

  private ByteBuffer deviceInfo() {
    return numbers(
        traits.deviceType,
        0xABCD,
        traits.highestRateHz,
        traits.highestBandwidthHz,
        traits.stages,
        1,
        21,
        24_000_000,
        1_800_000_000,
        12,
        traits.leastDecimation,
        traits.forcedFormat);
  }

  private ByteBuffer sync(long centerHz) {
    int gain = settings.getOrDefault(SETTING_GAIN, 10);
    return numbers(
        traits.canControl ? 1 : 0,
        gain,
        centerHz,
        centerHz,
        centerHz,
        centerHz - traits.reachHz,
        centerHz + traits.reachHz,
        centerHz,
        centerHz);
  }

  private static ByteBuffer numbers(long... numbers) {
    ByteBuffer body = ByteBuffer.allocate(4 * numbers.length).order(LITTLE_ENDIAN);
    for (long number : numbers) {
      body.putInt((int) number);
    }
    return body.flip();
  }
}
