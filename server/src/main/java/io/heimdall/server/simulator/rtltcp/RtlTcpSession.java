package io.heimdall.server.simulator.rtltcp;

import io.heimdall.server.simulator.wire.Pause;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// One client of a simulated rtl_tcp server: samples at the commanded rate, a buffer at a time, and
/// the oldest dropped in silence when 500 buffers wait for a client that does not read.
final class RtlTcpSession {

  private static final int DEFAULT_RATE_HZ = 2_048_000;
  private static final int RATE = 0x02;
  private static final int R820T = 5;
  private static final int GAIN_STEPS = 29;
  private static final int HEADER_BYTES = 12;
  private static final int SAMPLE_BYTES = 2;
  private static final int QUEUED_BUFFERS = 500;
  private static final long MASK = 0xffff_ffffL;
  private static final double NANOS_PER_SECOND = 1e9;

  private final RtlTcpOptions options;
  private final Socket socket;
  private final Pause pause;
  private final Consumer<RtlTcpServer.Command> commands;
  private volatile int commandedRateHz = DEFAULT_RATE_HZ;

  // Sending thread only. Buffers are due at multiples of their length from an origin, which moves
  // when the rate changes.
  private int rateHz;
  private long originNanos;
  private long originBuffer;

  RtlTcpSession(
      RtlTcpOptions options, Socket socket, Pause pause, Consumer<RtlTcpServer.Command> commands) {
    this.options = options;
    this.socket = socket;
    this.pause = pause;
    this.commands = commands;
  }

  /// Serves the client until it has gone, the server is closed, or a fault or the signal ends it.
  void run() throws IOException, InterruptedException {
    Thread.ofVirtual().name("rtl-tcp-commands").start(this::readCommands);
    if (has(RtlTcpFault.NO_HEADER)) {
      pause.awaitClose();
      return;
    }
    OutputStream out = socket.getOutputStream();
    out.write(header());
    byte[] buffer = new byte[options.bufferBytes()];
    for (long number = 0; awaitDue(number); number++) {
      if (reached(RtlTcpFault.DISCONNECT, number)) {
        return;
      }
      if (reached(RtlTcpFault.SILENT, number)) {
        pause.awaitClose();
        return;
      }
      number += overflown(number);
      if (recurs(RtlTcpFault.LOSES, number)) {
        continue;
      }
      int count = options.signal().copy(number * buffer.length, buffer);
      out.write(buffer, 0, count);
      if (count < buffer.length) {
        return;
      }
    }
  }

  /// Waits until a buffer is full.
  ///
  /// @return false once closed
  private boolean awaitDue(long number) throws InterruptedException {
    int wanted = options.value(RtlTcpFault.IGNORES_RATE).orElse(commandedRateHz);
    if (wanted != rateHz) {
      rateHz = wanted;
      originNanos = System.nanoTime();
      originBuffer = number;
    }
    long due = originNanos + Math.round((number + 1 - originBuffer) * bufferNanos());
    return pause.await(due - System.nanoTime());
  }

  /// How many buffers the queue has no room for any more.
  private long overflown(long number) {
    double full = (System.nanoTime() - originNanos) / bufferNanos();
    return Math.max(0, (long) full - (number - originBuffer) - QUEUED_BUFFERS);
  }

  private double bufferNanos() {
    return options.bufferBytes() / (double) SAMPLE_BYTES / rateHz * NANOS_PER_SECOND;
  }

  /// Ends with the connection.
  private void readCommands() {
    try {
      var in = new DataInputStream(socket.getInputStream());
      while (true) {
        int number = in.readUnsignedByte();
        int value = in.readInt();
        commands.accept(new RtlTcpServer.Command(number, value & MASK));
        if (number == RATE && value > 0) {
          commandedRateHz = value;
        }
      }
    } catch (IOException _) {
      closeQuietly();
    }
  }

  private void closeQuietly() {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(RtlTcpSession.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot close a client's socket: {0}", e.getMessage());
    }
  }

  private static byte[] header() {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put("RTL0".getBytes(StandardCharsets.US_ASCII))
        .putInt(R820T)
        .putInt(GAIN_STEPS)
        .array();
  }

  private boolean has(RtlTcpFault fault) {
    return options.value(fault).isPresent();
  }

  private boolean reached(RtlTcpFault fault, long number) {
    return has(fault) && number >= options.value(fault).orElseThrow();
  }

  private boolean recurs(RtlTcpFault fault, long number) {
    return has(fault) && (number + 1) % Math.max(1, options.value(fault).orElseThrow()) == 0;
  }
}
