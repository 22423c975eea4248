package io.heimdall.server.simulator.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One client's `SND` connection: the login, the commands, and the rules that get a client thrown
/// out. One virtual thread reads commands here while another runs the [KiwiStream].
final class KiwiSession {

  private static final System.Logger LOG = System.getLogger(KiwiSession.class.getName());
  private static final int MOST_KEEPALIVES_BEFORE_SOUND = 4;

  private final Station station;
  private final Socket socket;
  private final WebSocketChannel channel;
  private final Executor threads;
  private final SimulationClock.Running clock;
  private final KiwiControls controls = new KiwiControls();
  private final KiwiGreeting greeting;

  // The command thread's own.
  private final long connectedNanos = System.nanoTime();
  private long loggedInNanos;
  private long keptAliveNanos = connectedNanos;
  private boolean loggedIn;
  private int keepAlives;
  private @Nullable KiwiStream stream;

  KiwiSession(
      Station station,
      Socket socket,
      WebSocketChannel channel,
      Executor threads,
      SimulationClock.Running clock,
      int channelNumber) {
    this.station = station;
    this.socket = socket;
    this.channel = channel;
    this.threads = threads;
    this.clock = clock;
    this.greeting = new KiwiGreeting(station, socket, channelNumber);
  }

  /// Serves the client until it leaves or is made to.
  void run() throws IOException {
    boolean mute = station.faults().has(Fault.SILENT) && station.faults().value(Fault.SILENT) == 0;
    if (station.faults().has(Fault.EARLY_RATE) && !mute) {
      channel.sendMessage(greeting.sampleRate());
    }
    try {
      boolean serving = true;
      while (serving) {
        String text = awaitCommand();
        if (text == null) {
          return;
        }
        station.counters().command(text);
        serving = mute || obey(text);
      }
    } finally {
      if (stream != null) {
        stream.close();
      }
    }
  }

  private @Nullable String awaitCommand() throws IOException {
    long left = nanosLeft();
    if (left > 0) {
      socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
      try {
        return channel.receive();
      } catch (SocketTimeoutException expected) {
        LOG.log(System.Logger.Level.DEBUG, "no command in time from {0}", socket);
      }
    }
    if (!loggedIn) {
      channel.sendMessage("password_timeout");
    }
    kick();
    return null;
  }

  private long nanosLeft() {
    Rules rules = station.rules();
    long now = System.nanoTime();
    if (!loggedIn) {
      return rules.authTime().toNanos() - (now - keptAliveNanos);
    }
    long left = rules.keepAliveTime().toNanos() - (now - keptAliveNanos);
    return controls.complete()
        ? left
        : Math.min(left, rules.setupTime().toNanos() - (now - loggedInNanos));
  }

  /// @return false when the connection is to end
  private boolean obey(String text) throws IOException {
    if (!loggedIn && !KiwiCommand.allowedBeforeLogin(text)) {
      return kick();
    }
    switch (KiwiCommand.parse(text)) {
      case KiwiCommand.Auth auth -> {
        return logIn(auth);
      }
      case KiwiCommand.KeepAlive _ -> {
        keptAliveNanos = System.nanoTime();
        keepAlives++;
      }
      case KiwiCommand.Tune tune -> controls.tune(tune);
      case KiwiCommand.Gain gain -> controls.gain(gain);
      case KiwiCommand.AudioRate rate -> controls.audioRate(rate);
      case KiwiCommand.LittleEndian _ -> controls.sendLittleEndian();
      case KiwiCommand.Identity _, KiwiCommand.Options _, KiwiCommand.Other _ -> {}
    }
    if (controls.complete()) {
      startSound();
      return true;
    }
    return keepAlives <= MOST_KEEPALIVES_BEFORE_SOUND || kick();
  }

  private boolean logIn(KiwiCommand.Auth auth) throws IOException {
    if (loggedIn) {
      return true;
    }
    int refusal = refusal(auth);
    if (refusal != 0) {
      channel.sendMessage("badp=" + refusal);
      return true;
    }
    if (station.faults().has(Fault.IP_LIMIT)) {
      String minutes = String.valueOf(station.faults().value(Fault.IP_LIMIT));
      channel.sendMessage("ip_limit=" + minutes + "," + greeting.clientAddress());
      channel.sendClose();
      return false;
    }
    loggedIn = true;
    loggedInNanos = System.nanoTime();
    greeting.send(channel);
    return true;
  }

  private int refusal(KiwiCommand.Auth auth) {
    if (!auth.type().equals("kiwi")) {
      return auth.type().equals("admin") ? 3 : 1;
    }
    if (station.faults().has(Fault.PASSWORD) && !auth.password().equals(Faults.PASSWORD)) {
      return 1;
    }
    return station.faults().has(Fault.ONE_PER_IP) && station.channels().used() > 1 ? 5 : 0;
  }

  private boolean kick() throws IOException {
    station.counters().kicked();
    channel.sendClose();
    return false;
  }

  private void startSound() {
    if (stream == null) {
      var started = new KiwiStream(station, channel, controls, clock);
      stream = started;
      threads.execute(() -> play(started));
    }
  }

  private void play(KiwiStream started) {
    try {
      started.run();
      socket.shutdownOutput();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client is gone: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
