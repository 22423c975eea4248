package io.heimdall.server.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.Locale;

/// What a receiver tells a client that has logged in, in the order the real server tells it.
final class KiwiGreeting {

  private static final int ADC_CLOCK_HZ = 66_666_600;

  private final Station station;
  private final Socket socket;
  private final int channelNumber;

  KiwiGreeting(Station station, Socket socket, int channelNumber) {
    this.station = station;
    this.socket = socket;
    this.channelNumber = channelNumber;
  }

  void send(WebSocketChannel channel) throws IOException {
    int channels = station.rules().channels();
    channel.sendMessage("client_public_ip=" + clientAddress());
    channel.sendMessage("rx_chans=" + channels + " firmware_sel=0");
    channel.sendMessage("chan_no_pwd=0 chan_no_pwd_true=0");
    channel.sendMessage("is_local=" + channelNumber + ",0");
    channel.sendMessage("max_camp=" + channels);
    channel.sendMessage("badp=0");
    channel.sendMessage(
        "version_maj="
            + Station.VERSION_MAJOR
            + " version_min="
            + Station.VERSION_MINOR
            + " freq_offset=0.000");
    channel.sendMessage("load_cfg=" + encode(configuration()));
    channel.sendMessage(
        "center_freq="
            + Station.BANDWIDTH_HZ / 2
            + " bandwidth="
            + Station.BANDWIDTH_HZ
            + " adc_clk_nom="
            + ADC_CLOCK_HZ);
    channel.sendMessage("audio_init=0 audio_rate=" + Station.AUDIO_RATE_HZ);
    if (!station.faults().has(Fault.EARLY_RATE)) {
      channel.sendMessage(sampleRate());
    }
  }

  String sampleRate() {
    return String.format(Locale.ROOT, "sample_rate=%.6f", station.signal().statedRateHz());
  }

  String clientAddress() {
    return socket.getInetAddress().getHostAddress();
  }

  private String configuration() {
    String position = KiwiPages.position(station.signal().truth().place());
    return "{\"rx_name\":"
        + Json.quote(station.signal().truth().name())
        + ",\"rx_location\":"
        + Json.quote(station.signal().truth().town())
        + ",\"rx_gps\":"
        + Json.quote(position)
        + ",\"rx_asl\":100,\"S_meter_cal\":-13}";
  }

  /// Percent-encodes, spaces included.
  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
