package io.heimdall.server.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Behaves on the wire as the KiwiSDR project's own client, kiwirecorder, does with `-m iq
/// --kiwi-wav`: the same request, the same commands in the same order and at the same occasions,
/// the same reading of messages and frames, the same file. Written from observing it; see
/// docs/simulator.md.
final class Kiwirecorder implements AutoCloseable {

  private static final Pattern COORDINATES =
      Pattern.compile("\"rx_gps\":\"\\(([-\\d.]+), ?([-\\d.]+)\\)\"");
  private static final int CLOSE = 8;
  private static final int GOING_AWAY = 1001;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final SecureRandom random = new SecureRandom();
  private final double kilohertz;
  private final Optional<Integer> gain;
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private double sampleRate;
  private double maxKilohertz = 30_000;
  private long lastKeepalive;
  private int recorded;
  private String position = "";

  /// Connects.
  ///
  /// @param gain a fixed gain, or empty for automatic gain control as kiwirecorder has it by
  ///   default
  Kiwirecorder(URI url, long timestamp, double kilohertz, Optional<Integer> gain)
      throws IOException {
    this.socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(10_000);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.kilohertz = kilohertz;
    this.gain = gain;
    handshake(url, timestamp);
    send("SET auth t=kiwi p=");
  }

  /// Receives until that many frames have been written.
  void record(int count) throws IOException {
    while (recorded < count) {
      byte[] message = receive();
      String tag = new String(message, 0, 3, US_ASCII);
      switch (tag) {
        case "MSG" -> messages(new String(message, 4, message.length - 4, US_ASCII));
        case "SND" -> {
          sound(message);
          long second = System.currentTimeMillis() / 1_000;
          if (second != lastKeepalive) {
            send("SET keepalive");
            lastKeepalive = second;
          }
        }
        default -> throw new IOException("unknown tag " + tag);
      }
    }
  }

  /// The file as it would be on the disk.
  byte[] wav() {
    var wav = ByteBuffer.allocate(36 + frames.size()).order(ByteOrder.LITTLE_ENDIAN);
    int rate = (int) (sampleRate + 0.5);
    wav.put("RIFF".getBytes(US_ASCII)).putInt(wav.capacity() - 8);
    wav.put("WAVEfmt ".getBytes(US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 2);
    wav.putInt(rate).putInt(rate * 4).putShort((short) 4).putShort((short) 16);
    return wav.put(frames.toByteArray()).array();
  }

  /// Where the receiver says it is, `lat,lon`.
  String position() {
    return position;
  }

  private void messages(String body) throws IOException {
    for (String pair : body.split(" ", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      switch (name) {
        case "load_cfg" -> {
          Matcher coordinates =
              COORDINATES.matcher(URLDecoder.decode(value, StandardCharsets.UTF_8));
          if (coordinates.find()) {
            position = coordinates.group(1) + "," + coordinates.group(2);
          }
        }
        case "too_busy", "redirect", "down", "camp_disconnect" ->
            throw new IOException("refused: " + pair);
        case "badp" -> {
          if (!value.equals("0")) {
            throw new IOException("refused: " + pair);
          }
        }
        case "audio_rate" -> send("SET AR OK in=" + Integer.parseInt(value) + " out=44100");
        case "sample_rate" -> {
          sampleRate = Double.parseDouble(value);
          setUp();
        }
        case "bandwidth" -> maxKilohertz = Double.parseDouble(value) / 1_000;
        case "version_maj", "version_min" -> Integer.parseInt(value);
        case "freq_offset" -> Double.parseDouble(value);
        default -> {}
      }
    }
  }

  private void setUp() throws IOException {
    if (kilohertz > maxKilohertz) {
      throw new IOException("the frequency is out of range");
    }
    send("SET squelch=0 max=0");
    send("SET genattn=0");
    send("SET gen=0 mix=-1");
    send("SET ident_user=kiwirecorder.py");
    send(String.format(Locale.ROOT, "SET mod=iq low_cut=-5000 high_cut=5000 freq=%.3f", kilohertz));
    String manual = gain.map(String::valueOf).orElse("50");
    String automatic = gain.isPresent() ? "0" : "1";
    send("SET agc=" + automatic + " hang=0 thresh=-100 slope=6 decay=1000 manGain=" + manual);
    send("SET keepalive");
  }

  /// The client reads flags and sequence, then takes 10 bytes of time and big-endian samples.
  private void sound(byte[] message) {
    var big = ByteBuffer.wrap(message);
    int values = (message.length - 20) / 2;
    var pair = ByteBuffer.allocate(26 + 2 * values).order(ByteOrder.LITTLE_ENDIAN);
    pair.put("kiwi".getBytes(US_ASCII)).putInt(10);
    pair.put(message[10]).put((byte) 0).put(message, 12, 8);
    pair.put("data".getBytes(US_ASCII)).putInt(2 * values);
    for (int i = 0; i < values; i++) {
      pair.putShort(big.getShort(20 + 2 * i));
    }
    frames.writeBytes(pair.array());
    recorded++;
  }

  private void handshake(URI url, long timestamp) throws IOException {
    byte[] key = new byte[16];
    random.nextBytes(key);
    for (String line :
        new String[] {
          "GET /" + timestamp + "/SND HTTP/1.1\r\n",
          "Host: " + url.getHost() + ":" + url.getPort() + "\r\n",
          "Upgrade: websocket\r\n",
          "Connection: Upgrade\r\n",
          "Sec-WebSocket-Key: " + Base64.getEncoder().encodeToString(key) + "\r\n",
          "Sec-WebSocket-Version: 13\r\n",
          "\r\n"
        }) {
      out.write(line.getBytes(US_ASCII));
    }
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().matches("(?s)HTTP/\\d+.\\d+ 101 .*\r\n.*")) {
      throw new IOException("expected status 101: " + head);
    }
  }

  private void send(String command) throws IOException {
    sendFrame(1, command.getBytes(US_ASCII));
  }

  private void sendFrame(int opcode, byte[] payload) throws IOException {
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(mask, 0, frame, 2, 4);
    for (int i = 0; i < payload.length; i++) {
      frame[6 + i] = (byte) (payload[i] ^ mask[i & 3]);
    }
    out.write(frame);
  }

  private byte[] receive() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    int length = in.readUnsignedByte();
    byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
    in.readFully(payload);
    if (opcode == CLOSE) {
      throw new IOException("server closed the connection cleanly");
    }
    return payload;
  }

  /// Says that it is going away and waits for the server to say so too.
  @Override
  public void close() throws IOException {
    try (socket) {
      sendFrame(CLOSE, new byte[] {GOING_AWAY >>> 8, (byte) GOING_AWAY});
      while ((in.readUnsignedByte() & 0x0F) != CLOSE) {
        int length = in.readUnsignedByte();
        in.skipNBytes(length == 126 ? in.readUnsignedShort() : length);
      }
    }
  }
}
