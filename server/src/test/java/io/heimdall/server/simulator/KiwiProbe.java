package io.heimdall.server.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A client on bare sockets that sends what a test tells it to and shows what comes back, right or
/// wrong.
final class KiwiProbe implements AutoCloseable {

  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final List<String> messages = new ArrayList<>();

  private KiwiProbe(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// A sound frame taken apart; nobody compares or keeps one.
  @SuppressWarnings("ArrayRecordComponent")
  record Sound(
      int flags,
      long sequence,
      double meterDbm,
      int fixAge,
      long gpsSecond,
      long gpsNanos,
      short[] iq) {

    boolean littleEndian() {
      return (flags & 0x80) != 0;
    }

    double stampSeconds() {
      return gpsSecond + gpsNanos * 1e-9;
    }
  }

  static KiwiProbe connect(URI url, String path) throws IOException {
    return connect(url, path, 1 << 16);
  }

  static KiwiProbe connect(URI url, String path, int receiveBuffer) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
    socket.setSoTimeout(TIMEOUT_MS);
    var probe = new KiwiProbe(socket);
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    probe.out.write(request.getBytes(US_ASCII));
    String head = probe.head();
    if (!head.startsWith("HTTP/1.1 101 ")
        || !head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
      throw new IOException("no upgrade: " + head);
    }
    return probe;
  }

  /// Connects and does everything right until sound comes.
  static KiwiProbe listening(SimulatedReceiver receiver, String name, double kilohertz)
      throws IOException {
    KiwiProbe probe = connect(receiver.url(), "/" + name + "/SND");
    probe.logIn();
    probe.setUp(kilohertz);
    return probe;
  }

  void logIn() throws IOException {
    send("SET auth t=kiwi p=");
    awaitMessage("sample_rate");
  }

  void setUp(double kilohertz) throws IOException {
    send("SET AR OK in=12000 out=44100");
    send("SET mod=iq low_cut=-5000 high_cut=5000 freq=" + kilohertz);
    send("SET agc=0 hang=0 thresh=-100 slope=6 decay=1000 manGain=50");
  }

  void send(String command) throws IOException {
    byte[] text = command.getBytes(UTF_8);
    var frame = ByteBuffer.allocate(8 + text.length).put((byte) 0x81);
    if (text.length < 126) {
      frame.put((byte) (0x80 | text.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) text.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.put(mask);
    for (int i = 0; i < text.length; i++) {
      frame.put((byte) (text[i] ^ mask[i & 3]));
    }
    out.write(frame.array(), 0, frame.position());
  }

  /// Sets how long a read may take.
  void timeout(int milliseconds) throws IOException {
    socket.setSoTimeout(milliseconds);
  }

  /// Sends bytes as they are.
  void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /// Reads bytes as they are.
  int[] raw(int count) throws IOException {
    int[] bytes = new int[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = in.readUnsignedByte();
    }
    return bytes;
  }

  /// All `name=value` items so far.
  List<String> messages() {
    return List.copyOf(messages);
  }

  /// Reads until an item of that name has come.
  String awaitMessage(String name) throws IOException {
    while (true) {
      for (String item : messages) {
        if (item.equals(name) || item.startsWith(name + "=")) {
          return item.substring(Math.min(item.length(), name.length() + 1));
        }
      }
      note(frame());
    }
  }

  /// Reads until a sound frame comes.
  Sound sound() throws IOException {
    while (true) {
      byte[] frame = frame();
      if (frame[0] == 'S') {
        return parse(frame);
      }
      note(frame);
    }
  }

  List<Sound> sounds(int count) throws IOException {
    var sounds = new ArrayList<Sound>();
    while (sounds.size() < count) {
      sounds.add(sound());
    }
    return sounds;
  }

  /// Reads until the server has no more.
  ///
  /// @return whether it said goodbye first
  boolean awaitEnd() throws IOException {
    while (true) {
      try {
        byte[] frame = frame();
        if (frame.length > 3 && frame[0] == 'M') {
          note(frame);
        }
      } catch (Closed e) {
        return true;
      } catch (EOFException | SocketException e) {
        return false;
      }
    }
  }

  /// The next frame whatever it holds.
  byte[] frame() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    if (opcode == 8) {
      throw new Closed();
    }
    if (opcode != 2) {
      throw new IOException("a server's frames are binary, not " + opcode);
    }
    return payload;
  }

  /// The server said goodbye.
  static final class Closed extends IOException {
    private static final long serialVersionUID = 1L;
  }

  static Sound parse(byte[] frame) {
    var big = ByteBuffer.wrap(frame);
    var little = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    int flags = frame[3] & 0xFF;
    var samples = (flags & 0x80) != 0 ? little : big;
    short[] iq = new short[(frame.length - 20) / 2];
    for (int i = 0; i < iq.length; i++) {
      iq[i] = samples.getShort(20 + 2 * i);
    }
    return new Sound(
        flags,
        little.getInt(4) & 0xFFFFFFFFL,
        (big.getShort(8) & 0xFFFF) / 10.0 - 127,
        frame[10] & 0xFF,
        little.getInt(12) & 0xFFFFFFFFL,
        little.getInt(16) & 0xFFFFFFFFL,
        iq);
  }

  private void note(byte[] frame) throws IOException {
    String text = new String(frame, UTF_8);
    if (!text.startsWith("MSG ")) {
      throw new IOException("neither MSG nor SND: " + text);
    }
    messages.addAll(List.of(text.substring(4).split(" ", -1)));
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
