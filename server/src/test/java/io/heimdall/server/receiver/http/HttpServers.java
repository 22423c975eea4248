package io.heimdall.server.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the tests of the HTTP driver have in common: a driver, servers that answer as told, and
/// samples that are different everywhere.
class HttpServers {

  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T02:00:00Z"));
  static final String OK = "HTTP/1.1 200 OK\r\n";

  final HttpReceiver receiver =
      new HttpReceiver("test@example.org", new Dialer(Duration.ofSeconds(2), _ -> true), CLOCK);
  final List<String> requests = new CopyOnWriteArrayList<>();

  ScriptedServer answering(ScriptedServer.Script answer) {
    return new ScriptedServer(socket -> {
      requests.add(ScriptedServer.readRequest(socket));
      answer.play(socket);
    });
  }

  static ScriptedServer.Script body(byte[] bytes) {
    return (Socket socket) -> {
      ScriptedServer.write(socket, OK + "Content-Length: " + bytes.length + "\r\n\r\n");
      socket.getOutputStream().write(bytes);
    };
  }

  IqStream started(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    IqStream stream = receiver.open(target, tuning);
    try {
      stream.start();
      return stream;
    } catch (ReceiverFailure e) {
      stream.close();
      throw e;
    }
  }

  ReceiverFailure failure(ReceiverTarget target, Tuning tuning) {
    return catchThrowableOfType(
        ReceiverFailure.class,
        () -> {
          try (IqStream stream = started(target, tuning)) {
            stream.next(new IqBlock(stream.blockCapacity()));
            throw new AssertionError("the receiver was opened");
          }
        });
  }

  static ReceiverTarget target(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofSeconds(5));
  }

  static ReceiverTarget impatient(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofMillis(300));
  }

  static byte[] samples(int first, int count) {
    var bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = first; n < first + count; n++) {
      bytes.putShort((short) (n * 31)).putShort((short) (-n * 17));
    }
    return bytes.array();
  }

  static void assertHolds(IqBlock block) {
    for (int n = 0; n < block.count(); n++) {
      int index = (int) block.firstSample() + n;
      assertThat(block.i()[n]).isEqualTo((short) (index * 31) / 32768f);
      assertThat(block.q()[n]).isEqualTo((short) (-index * 17) / 32768f);
    }
  }
}
