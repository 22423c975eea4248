package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a receiver must not be able to do: hang its listener, or pass off noise as samples.
@Timeout(20)
class KiwiMisbehaviorIT {
  @Test
  void takesAWebPageForBadData() throws Exception {
    try (var server =
        new ScriptedServer(socket -> {
          ScriptedServer.readRequest(socket);
          ScriptedServer.write(
              socket,
              "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome to WebSDR</html>");
        })) {
      assertThat(Fixture.refusal(Fixture.target(server.url(), 0), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.BAD_DATA);
    }
  }

  @Test
  void takesACloseWithoutAWordForARefusal() throws IOException {
    try (var kiwi = new FakeKiwi(_ -> {})) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.REFUSED);
    }
    try (var kiwi = new FakeKiwi(channel -> channel.frame(0x88, new byte[] {3, (byte) 0xe8}))) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.REFUSED);
    }
  }

  @Test
  void takesACloseAfterGreetingsForADisconnection() throws IOException {
    try (var kiwi = new FakeKiwi(FakeKiwi.Channel::greet)) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.DISCONNECTED);
    }
  }

  @Test
  void endsWhenTheReceiverIsFullInTheMiddle() throws Exception {
    try (var kiwi =
            new FakeKiwi(channel -> {
              channel.greet();
              channel.sounds(1, 4);
              channel.items("too_busy=2");
              channel.awaitClose();
            });
        IqStream stream = Fixture.receiver().open(Fixture.target(kiwi), Fixture.DCF77)) {
      var block = new IqBlock(stream.blockCapacity());
      stream.next(block);
      stream.next(block);

      assertThatThrownBy(() -> stream.next(block))
          .isInstanceOfSatisfying(
              ReceiverFailure.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.BUSY));
    }
  }

  @Test
  void deliversTheLastFrameBeforeTheConnectionBreaks() throws Exception {
    try (var kiwi =
            new FakeKiwi(channel -> {
              channel.greet();
              channel.sounds(1, 20);
              channel.sound(FakeKiwi.frameAt(21, 900).bytes());
            });
        IqStream stream = Fixture.receiver().open(Fixture.target(kiwi), Fixture.DCF77)) {
      var block = new IqBlock(stream.blockCapacity());
      for (long sequence = 3; sequence <= 21; sequence++) {
        stream.next(block);
        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512);
      }
      for (int again = 0; again < 2; again++) {
        assertThatThrownBy(() -> stream.next(block))
            .isInstanceOfSatisfying(
                ReceiverFailure.class,
                e -> assertThat(e.reason()).isEqualTo(FailureReason.DISCONNECTED));
      }
    }
  }

  @Test
  void doesNotWaitForASilentReceiver() throws IOException {
    try (var server = new ScriptedServer(ScriptedServer::awaitClose)) {
      assertThat(Fixture.refusal(Fixture.impatient(server.url()), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.TIMEOUT);
    }
    try (var kiwi = new FakeKiwi(FakeKiwi.Channel::awaitClose)) {
      assertThat(Fixture.refusal(Fixture.impatient(kiwi.url()), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.TIMEOUT);
    }
  }

  @Test
  void doesNotWaitForAReceiverThatOnlyChats() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          while (true) {
            channel.items("cpu_stats=1");
          }
        })) {
      assertThat(Fixture.refusal(Fixture.impatient(kiwi.url()), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.TIMEOUT);
    }
  }

  @Test
  void doesNotWaitForAReceiverThatNeverSettles() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.greet();
          for (long sequence = 1; true; sequence++) {
            channel.sound(sequence);
            LockSupport.parkNanos(100_000_000);
          }
        })) {
      // Ten frames a second are less than half of real time, and two seconds are wanted.
      assertThatThrownBy(() ->
              Fixture.receiver(Duration.ofSeconds(2))
                  .open(Fixture.impatient(kiwi.url()), Fixture.DCF77))
          .isInstanceOfSatisfying(
              ReceiverFailure.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TIMEOUT));
    }
  }

  @Test
  void makesNoSamplesOfRandomMessages() throws IOException {
    var random = new Random(42);
    for (int round = 0; round < 30; round++) {
      try (var kiwi =
          new FakeKiwi(channel -> {
            channel.greet();
            byte[] noise = new byte[random.nextInt(3_000)];
            random.nextBytes(noise);
            channel.sound(noise);
          })) {
        assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
            .isEqualTo(FailureReason.BAD_DATA);
      }
    }
  }

  @Test
  void makesNoSamplesOfRandomBytes() throws IOException {
    var random = new Random(43);
    for (int round = 0; round < 30; round++) {
      try (var kiwi =
          new FakeKiwi(channel -> {
            channel.greet();
            byte[] noise = new byte[random.nextInt(20_000)];
            random.nextBytes(noise);
            channel.socket.getOutputStream().write(noise);
          })) {
        assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
            .isIn(
                FailureReason.BAD_DATA,
                FailureReason.DISCONNECTED,
                FailureReason.REFUSED,
                FailureReason.TIMEOUT);
      }
    }
  }

  @Test
  void refusesTruncatedFramesAndCountersThatGoBack() throws IOException {
    byte[] truncated = Arrays.copyOf(FakeKiwi.frameAt(2, 0).bytes(), 1_001);
    byte[] headerOnly = Arrays.copyOf(FakeKiwi.frameAt(2, 0).bytes(), 20);
    byte[] repeated = FakeKiwi.frameAt(1, 0).bytes();
    byte[] farAhead = FakeKiwi.frameAt(1_000_000_000, 0).bytes();
    byte[] noTag = "SN".getBytes(US_ASCII);
    for (byte[] bad : new byte[][] {truncated, headerOnly, repeated, farAhead, noTag}) {
      try (var kiwi =
          new FakeKiwi(channel -> {
            channel.greet();
            channel.sound(1);
            channel.sound(bad);
            channel.awaitClose();
          })) {
        assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
            .isEqualTo(FailureReason.BAD_DATA);
      }
    }
  }
}
