package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Failures;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The twelve bytes a server begins with: `RTL0`, then type of tuner and number of its gain steps
/// as big-endian 32-bit numbers.
///
/// @param tuner the tuner's name
/// @param gainSteps how many gains it can be set to
record RtlTcpHeader(String tuner, int gainSteps) {

  private static final int BYTES = 12;
  private static final int MAGIC_BYTES = 4;
  private static final String MAGIC = "RTL0";
  private static final List<String> TUNERS =
      List.of("unknown", "E4000", "FC0012", "FC0013", "FC2580", "R820T", "R828D");

  /// A server that has accepted a client greets it at once.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Reads the header.
  static RtlTcpHeader read(Connection connection, ReceiverTarget target) throws ReceiverFailure {
    connection.allow(target.timeout().compareTo(PATIENCE) < 0 ? target.timeout() : PATIENCE);
    byte[] bytes = new byte[BYTES];
    bytes[0] = first(connection, target);
    try {
      connection.readFully(bytes, 1, BYTES - 1);
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
    String magic = new String(bytes, 0, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    if (!magic.equals(MAGIC)) {
      throw new ReceiverFailure(
          FailureReason.BAD_DATA,
          "%s does not greet like rtl_tcp: expected %s, got \"%s\""
              .formatted(target, MAGIC, magic.replaceAll("\\P{Print}", "?")));
    }
    var numbers = ByteBuffer.wrap(bytes, MAGIC_BYTES, BYTES - MAGIC_BYTES);
    return new RtlTcpHeader(tuner(numbers.getInt()), numbers.getInt());
  }

  /// The system of the server accepts a second client on its behalf, which then waits for the first
  /// one to leave and hears nothing: silence before the first byte means that somebody is there.
  private static byte first(Connection connection, ReceiverTarget target) throws ReceiverFailure {
    try {
      return (byte) connection.read();
    } catch (SocketTimeoutException e) {
      throw new ReceiverFailure(
          FailureReason.BUSY,
          target
              + " accepts the connection but sends no header: rtl_tcp serves one client at a time,"
              + " so somebody else probably holds it",
          e);
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
  }

  private static String tuner(int type) {
    return type >= 0 && type < TUNERS.size() ? TUNERS.get(type) : "type " + type;
  }
}
