package io.heimdall.server.receiver.rtltcp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The commands that tune a server, one byte of number and a big-endian 32-bit value each, none of
/// which is acknowledged.
///
/// There is no way to send another: above all not 0x0e, which puts a voltage on the antenna.
final class RtlTcpCommands {

  private static final byte FREQUENCY_HZ = 0x01;
  private static final byte RATE_HZ = 0x02;
  private static final byte GAIN_MODE = 0x03;
  private static final byte GAIN_TENTHS_DB = 0x04;
  private static final byte CORRECTION_PPM = 0x05;
  private static final byte DIGITAL_GAIN_CONTROL = 0x08;

  private static final int AUTOMATIC = 0;
  private static final int MANUAL = 1;
  private static final int OFF = 0;
  private static final int COMMAND_BYTES = 5;
  private static final int COMMANDS = 6;

  private RtlTcpCommands() {}

  /// Rate, correction, the tuner's gain, no digital gain control, frequency: the frequency last,
  /// since a change of rate or correction tunes again.
  static byte[] tuning(RtlTcpRequest request) {
    ByteBuffer commands = ByteBuffer.allocate(COMMANDS * COMMAND_BYTES);
    commands.put(RATE_HZ).putInt(request.rateHz());
    commands.put(CORRECTION_PPM).putInt(OFF);
    commands.put(GAIN_MODE).putInt(request.gainTenthsDb().isPresent() ? MANUAL : AUTOMATIC);
    request.gainTenthsDb().ifPresent(tenths -> commands.put(GAIN_TENTHS_DB).putInt(tenths));
    commands.put(DIGITAL_GAIN_CONTROL).putInt(OFF);
    commands.put(FREQUENCY_HZ).putInt((int) request.frequencyHz());
    return Arrays.copyOf(commands.array(), commands.position());
  }
}
