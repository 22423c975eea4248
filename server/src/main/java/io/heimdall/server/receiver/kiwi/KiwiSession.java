package io.heimdall.server.receiver.kiwi;

import static java.lang.Math.round;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.PlainText;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.websocket.ClosedByPeerException;
import io.heimdall.server.receiver.websocket.Message;
import io.heimdall.server.receiver.websocket.WebSocket;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Failures;
import io.heimdall.server.security.Secret;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The conversation on one sound channel: answers the receiver's announcements with the commands
/// that start the audio, keeps the channel alive, and hands out sound frames.
///
/// The receiver announces its rates when it is ready for commands, in no fixed order with its
/// answer to the log-in; so the log-in goes out first and everything else answers an announcement.
final class KiwiSession implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(KiwiSession.class.getName());
  private static final int TAG_BYTES = 3;
  private static final int ITEMS = TAG_BYTES + 1;
  private static final double DEFAULT_BANDWIDTH_HZ = 30e6;
  private static final double HZ_PER_KHZ = 1_000;
  private static final int MOST_OF_A_NUMBER = 20;
  private static final long KEEPALIVE_NANOS = 1_000_000_000L;
  private static final Pattern CONFIGURED_METER =
      Pattern.compile("\"S_meter_cal\":\\s*(-?\\d{1,4}(?:\\.\\d{1,6})?)");

  private final Connection connection;
  private final WebSocket socket;
  private final KiwiRequest request;
  private final String identity;
  private final InstantSource clock;
  private final KiwiRefusal refusal;

  // What the receiver has announced.
  private boolean greeted;
  private double bandwidthHz = DEFAULT_BANDWIDTH_HZ;
  private double ownOffsetHz;
  private double sampleRateHz;
  private OptionalDouble meterCalibrationDb;
  private String attenuationDb = "";

  private boolean sounding;
  private long keptAliveNanos;

  KiwiSession(
      Connection connection,
      WebSocket socket,
      KiwiRequest request,
      KiwiStatus status,
      String identity,
      InstantSource clock) {
    this.connection = connection;
    this.socket = socket;
    this.request = request;
    this.identity = identity;
    this.clock = clock;
    refusal = new KiwiRefusal(request.target().toString());
    ownOffsetHz = status.frequencyOffsetHz();
    meterCalibrationDb = status.meterCalibrationDb();
  }

  /// Logs in.
  void logIn() throws ReceiverFailure {
    try {
      socket.send(
          KiwiCommands.authenticate(request.target().password().map(Secret::reveal).orElse("")));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Waits for the next sound frame, attending to everything else that comes.
  ///
  /// @return false where the receiver has ended its sound in good order
  boolean readSound(SoundFrame frame) throws ReceiverFailure {
    try {
      connection.allow(request.target().timeout());
      while (!readOne(frame)) {
        keepAlive();
      }
      keepAlive();
      return true;
    } catch (ClosedByPeerException e) {
      if (sounding && e.status() == ClosedByPeerException.NORMAL) {
        return false;
      }
      throw failure(e);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  double sampleRateHz() {
    return sampleRateHz;
  }

  OptionalDouble meterCalibrationDb() {
    return meterCalibrationDb;
  }

  /// The attenuator in front of the converter; empty where the receiver has not said.
  Optional<String> attenuationDb() {
    return Optional.of(attenuationDb).filter(text -> !text.isEmpty());
  }

  KiwiRequest request() {
    return request;
  }

  @Override
  public void close() {
    socket.close();
  }

  /// Reads one message; true where it was a sound frame.
  private boolean readOne(SoundFrame frame) throws IOException, ReceiverFailure {
    Message message = frame.message();
    socket.read(message);
    byte[] bytes = message.bytes();
    if (message.length() < TAG_BYTES) {
      throw new ProtocolException("a message has " + message.length() + " bytes and no tag");
    }
    if (hasTag(bytes, "SND")) {
      onSound(frame);
      return true;
    }
    if (hasTag(bytes, "MSG")) {
      greeted = true;
      if (message.length() > ITEMS) {
        KiwiItems.forEach(bytes, ITEMS, message.length() - ITEMS, this::onItem);
      }
    } else if (!hasTag(bytes, "W/F") && !hasTag(bytes, "EXT")) {
      throw new ProtocolException("a message is neither MSG nor SND");
    }
    return false;
  }

  private void onSound(SoundFrame frame) throws IOException, ReceiverFailure {
    if (sampleRateHz == 0) {
      throw new ProtocolException("sound came before its sample rate");
    }
    if (!frame.isIq()) {
      throw new ReceiverFailure(
          FailureReason.NO_IQ, request.target() + " sends audio, although IQ was asked for");
    }
    frame.parse(nowUtcNanos());
    sounding = true;
  }

  private void onItem(String name, String value) throws ReceiverFailure {
    Optional<ReceiverFailure> refused = refusal.of(name, value);
    if (refused.isPresent()) {
      throw refused.get();
    }
    try {
      switch (name) {
        case "bandwidth" -> bandwidthHz = number(name, value);
        case "freq_offset" -> ownOffsetHz = number(name, value) * HZ_PER_KHZ;
        case "rf_attn" -> noteAttenuation(PlainText.cut(value, MOST_OF_A_NUMBER));
        case "load_cfg" -> readConfiguration(KiwiItems.decode(value));
        case "audio_rate" ->
            socket.send(KiwiCommands.acceptAudioRate((int) round(number(name, value))));
        case "sample_rate" -> start(number(name, value));
        default -> {}
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// The receiver's levels do not contain its attenuator, so a change shifts them in silence.
  private void noteAttenuation(String value) {
    if (sounding && !value.equals(attenuationDb)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} changed its attenuator from {1} to {2} dB in the middle of the sound",
          request.target(),
          attenuationDb,
          value);
    }
    attenuationDb = value;
  }

  private void start(double announcedRateHz) throws IOException, ReceiverFailure {
    if (!(announcedRateHz > 0)) {
      throw new ProtocolException("the receiver announces a sample rate of " + announcedRateHz);
    }
    if (sampleRateHz != 0) {
      return;
    }
    sampleRateHz = announcedRateHz;
    request.checkRate(sampleRateHz);
    double basebandHz = request.basebandHz(ownOffsetHz, bandwidthHz);
    socket.send(KiwiCommands.NO_SQUELCH);
    socket.send(KiwiCommands.identify(identity));
    socket.send(
        KiwiCommands.tune(
            basebandHz, request.passbandLowHz(sampleRateHz), request.passbandHighHz(sampleRateHz)));
    OptionalInt gain = request.manualGain();
    socket.send(
        gain.isPresent() ? KiwiCommands.manualGain(gain.getAsInt()) : KiwiCommands.automaticGain());
    socket.send(KiwiCommands.NO_COMPRESSION);
    socket.send(KiwiCommands.KEEPALIVE);
    keptAliveNanos = System.nanoTime();
  }

  /// Only while sound comes: a receiver that gets keepalives before it has all its settings takes
  /// the listener for hung.
  private void keepAlive() throws IOException {
    if (sounding && System.nanoTime() - keptAliveNanos >= KEEPALIVE_NANOS) {
      socket.send(KiwiCommands.KEEPALIVE);
      keptAliveNanos = System.nanoTime();
    }
  }

  private void readConfiguration(String json) {
    Matcher meter = CONFIGURED_METER.matcher(json);
    if (meterCalibrationDb.isEmpty() && meter.find()) {
      meterCalibrationDb = OptionalDouble.of(Double.parseDouble(meter.group(1)));
    }
  }

  private ReceiverFailure failure(IOException e) {
    boolean closed =
        e instanceof ClosedByPeerException
            || e instanceof EOFException
            || e instanceof SocketException;
    if (closed && !greeted && !Thread.currentThread().isInterrupted()) {
      return new ReceiverFailure(
          FailureReason.REFUSED,
          request.target()
              + " closed the channel without a word, as it does when its channels for programs are"
              + " taken or it has blocked this address",
          e);
    }
    return Failures.of(request.target().toString(), e);
  }

  private long nowUtcNanos() {
    var now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static boolean hasTag(byte[] bytes, String tag) {
    return bytes[0] == tag.charAt(0) && bytes[1] == tag.charAt(1) && bytes[2] == tag.charAt(2);
  }

  private static double number(String name, String value) throws ProtocolException {
    if (value.matches("-?\\d{1,12}(\\.\\d{1,12})?")) {
      return Double.parseDouble(value);
    }
    throw new ProtocolException("the receiver announces a " + name + " that is not a number");
  }
}
