package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.iq.GpsTime;
import io.heimdall.server.receiver.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A KiwiSDR on a real socket whose sound channel plays a script. It answers the status page and
/// the upgrade; the script sees the client's commands and sends what it likes.
final class FakeKiwi implements AutoCloseable {

  static final double RATE_HZ = 12_001.135;
  static final long START_UTC_NANOS = 1_790_000_000_250_000_000L;
  static final String STATUS =
      """
      status=active
      offline=no
      name=Test | Somewhere
      sdr_hw=KiwiSDR 1 v1.843
      bands=0-30000000
      freq_offset=0.000
      users=1
      users_max=4
      ext_api=4
      gps=(53.665337, 7.282766)
      tdoa_ch=4
      sw_version=KiwiSDR_v1.843
      antenna=Mini-Whip
      sm_cal=-13
      """;

  /// What the sound channel plays once upgraded.
  @FunctionalInterface
  interface Script {
    void play(Channel channel) throws IOException;
  }

  String status = STATUS;
  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<String> paths = new CopyOnWriteArrayList<>();
  private final ScriptedServer server;

  FakeKiwi(Script script) {
    server = new ScriptedServer(socket -> serve(socket, script));
  }

  URI url() {
    return server.url();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve(Socket socket, Script script) throws IOException {
    String request = ScriptedServer.readLine(socket.getInputStream());
    String path = request.split(" ", 3)[1];
    paths.add(path);
    String key = "";
    for (String line = ScriptedServer.readLine(socket.getInputStream());
        !line.isEmpty();
        line = ScriptedServer.readLine(socket.getInputStream())) {
      if (line.startsWith("Sec-WebSocket-Key: ")) {
        key = line.substring("Sec-WebSocket-Key: ".length());
      }
    }
    if (path.equals("/status")) {
      byte[] page = status.getBytes(UTF_8);
      ScriptedServer.write(
          socket, "HTTP/1.1 200 OK\r\nContent-Length: " + page.length + "\r\n\r\n");
      socket.getOutputStream().write(page);
    } else {
      ScriptedServer.write(
          socket,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(key)
              + "\r\n\r\n");
      script.play(new Channel(socket));
    }
  }

  static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The receiver's side of one upgraded channel.
  final class Channel {

    final Socket socket;
    private final DataInputStream in;

    Channel(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
    }

    /// The client's next command, unmasked.
    String command() throws IOException {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      int length = second & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      }
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int n = 0; n < length; n++) {
        payload[n] ^= mask[n & 3];
      }
      if ((first & 0x0f) != 1 || (second & 0x80) == 0) {
        throw new IOException("the client sent no masked text");
      }
      String command = new String(payload, UTF_8);
      commands.add(command);
      return command;
    }

    void items(String items) throws IOException {
      frame(0x82, ("MSG " + items).getBytes(UTF_8));
    }

    void sound(byte[] frame) throws IOException {
      frame(0x82, frame);
    }

    void frame(int first, byte[] payload) throws IOException {
      var out = new ByteArrayOutputStream();
      out.write(first);
      if (payload.length < 126) {
        out.write(payload.length);
      } else if (payload.length < 0x10000) {
        out.write(126);
        out.write(payload.length >> 8);
        out.write(payload.length);
      } else {
        out.write(127);
        for (int shift = 56; shift >= 0; shift -= 8) {
          out.write((int) ((long) payload.length >> shift));
        }
      }
      out.writeBytes(payload);
      socket.getOutputStream().write(out.toByteArray());
    }

    /// Plays the receiver's part up to the first sound.
    void greet() throws IOException {
      command();
      items("client_public_ip=127.0.0.1");
      items("rx_chans=4 chan_no_pwd=0 chan_no_pwd_true=0 is_local=1,0 max_camp=4");
      items("badp=0");
      items("version_maj=1 version_min=843 debian_ver=11 freq_offset=0.000");
      items("center_freq=15000000 bandwidth=30000000 adc_clk_nom=66666600");
      items("audio_init=0 audio_rate=12000");
      items("sample_rate=" + RATE_HZ);
      while (!command().equals("SET keepalive")) {}
    }

    /// A frame at its proper place and time.
    void sound(long sequence) throws IOException {
      sound(frameAt(sequence, 0).bytes());
    }

    void sounds(long first, long last) throws IOException {
      for (long sequence = first; sequence <= last; sequence++) {
        sound(sequence);
      }
    }

    void awaitClose() throws IOException {
      ScriptedServer.awaitClose(socket);
    }
  }

  /// The frame with a sequence number, its stamp late by some lost samples.
  static SoundFrames frameAt(long sequence, long lostSamples) {
    var frame = new SoundFrames();
    frame.sequence = sequence;
    long utc = stampOf(sequence, lostSamples);
    return frame.stampedAt(Math.floorMod(GpsTime.gpsNanos(utc), 604_800_000_000_000L));
  }

  static long stampOf(long sequence, long lostSamples) {
    double seconds = ((sequence - 1) * SoundFrames.SAMPLES + lostSamples) / RATE_HZ;
    return START_UTC_NANOS + Math.round(seconds * 1e9);
  }
}
