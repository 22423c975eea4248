package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Place;
import io.heimdall.server.simulator.signal.Truth;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/// The pages a KiwiSDR shows to anyone: `/status`, `/users`, `/snr`, `/gps` and `/adc_ov`.
final class KiwiPages {

  private static final int METER_CALIBRATION_DB = -13;
  private static final int OVERLOADS = 1_234;
  private static final int FIXES_PER_MINUTE = 30;

  private final Station station;

  KiwiPages(Station station) {
    this.station = station;
  }

  /// The position as a KiwiSDR writes it; its placeholder when it is unknown.
  static String position(Optional<Place> place) {
    return place
        .map(p -> String.format(Locale.ROOT, "(%.6f, %.6f)", p.latitudeDeg(), p.longitudeDeg()))
        .orElse("(-69.0, 90.0)");
  }

  /// Newline-separated `key=value`.
  String status() {
    Truth truth = station.signal().truth();
    Faults faults = station.faults();
    boolean down = faults.has(Fault.DOWN);
    boolean gps = truth.gps() && !faults.has(Fault.NO_GPS);
    var lines = new StringJoiner("\n", "", "\n");
    lines.add("status=" + (down ? "offline" : "active"));
    if (faults.has(Fault.PASSWORD)) {
      lines.add("auth=password");
    }
    lines.add("offline=" + (down ? "yes" : "no"));
    lines.add("name=" + truth.name() + " | " + truth.town());
    lines.add("sdr_hw=KiwiSDR 2 v" + version() + hardwareMarks(gps));
    lines.add("op_email=");
    use(lines);
    positionAndGps(truth, gps, lines);
    lines.add("loc=" + truth.town());
    lines.add("sw_version=KiwiSDR_v" + version());
    lines.add("antenna=simulated");
    lines.add("snr=" + (truth.levels().isPresent() ? "26,24" : "0,0"));
    lines.add("ant_connected=1");
    lines.add("adc_ov=" + overloads());
    lines.add("sm_cal=" + METER_CALIBRATION_DB);
    lines.add("clk_ext_freq=0");
    lines.add("clk_ext_gps=0,1");
    lines.add("uptime=86400");
    lines.add("gps_date=0,0");
    return lines.toString();
  }

  private void use(StringJoiner lines) {
    int channels = station.rules().channels();
    boolean busy = station.faults().has(Fault.BUSY);
    lines.add("bands=0-" + Station.BANDWIDTH_HZ);
    lines.add("freq_offset=0.000");
    lines.add("mode=rx4_wf4");
    lines.add("users=" + (busy ? channels : station.channels().used()));
    lines.add("users_max=" + channels);
    lines.add("preempt=0");
    lines.add("ext_api=" + station.channels().apiChannels());
    lines.add("avatar_ctime=0");
  }

  private void positionAndGps(Truth truth, boolean gps, StringJoiner lines) {
    lines.add("gps=" + position(truth.place()));
    lines.add("grid=" + truth.place().map(KiwiPages::grid).orElse("(none)"));
    lines.add("gps_good=" + (gps ? 9 : 0));
    lines.add("fixes=" + (gps ? 100_000 : 0));
    lines.add("fixes_min=" + (gps ? FIXES_PER_MINUTE : 0));
    lines.add("fixes_hour=" + (gps ? 60 * FIXES_PER_MINUTE : 0));
    lines.add("tdoa_id=SIM" + truth.receiverId());
    lines.add("tdoa_ch=" + (gps ? station.rules().channels() : -1));
    lines.add("asl=100");
  }

  /// Who listens, as JSON.
  String users() {
    var users = new StringJoiner(",", "[", "]\n");
    int used = station.channels().used();
    for (int i = 0; i < station.rules().channels(); i++) {
      users.add(i < used ? "{\"i\":" + i + ",\"n\":\"simulated\"}" : "{\"i\":" + i + "}");
    }
    return users.toString();
  }

  /// The history of the band's SNR, as JSON.
  String snr() {
    return "[{\"ts\":\"Mon Jan  1 00:00:00"
               + " 2024\",\"seq\":1,\"utc\":1,\"ihr\":1,\"snr\":[{\"lo\":0,\"hi\":30000,\"min\":-120,\"max\":-40,\"p50\":-110,\"p95\":-84,\"snr\":26}]}]\n";
  }

  /// The state of the GPS receiver, as JSON.
  String gps() {
    boolean gps = station.signal().truth().gps() && !station.faults().has(Fault.NO_GPS);
    return "{\"good\":" + (gps ? 9 : 0) + ",\"fixes\":" + (gps ? 100_000 : 0) + "}\n";
  }

  /// How often the converter has overloaded, as JSON.
  String overloadCount() {
    return "{\"adc_ov\":" + overloads() + "}\n";
  }

  private int overloads() {
    return station.faults().has(Fault.OVERLOAD) ? OVERLOADS : 0;
  }

  private String hardwareMarks(boolean gps) {
    Faults faults = station.faults();
    boolean timed = faults.has(Fault.IP_LIMIT);
    boolean masked = faults.has(Fault.MASKED);
    return (gps ? " \u2063 📡 GPS" : "")
        + (timed || masked ? " \u2063 " : "")
        + (timed ? "⏳" : "")
        + (masked ? "🚫" : "")
        + (timed || masked ? " Limits" : "")
        + " ";
  }

  private static String version() {
    return Station.VERSION_MAJOR + "." + Station.VERSION_MINOR;
  }

  /// The Maidenhead locator, six characters.
  static String grid(Place place) {
    double longitude = place.longitudeDeg() + 180;
    double latitude = place.latitudeDeg() + 90;
    return ""
        + (char) ('A' + (int) (longitude / 20))
        + (char) ('A' + (int) (latitude / 10))
        + (int) (longitude % 20 / 2)
        + (int) (latitude % 10)
        + (char) ('a' + (int) (longitude % 2 * 12))
        + (char) ('a' + (int) (latitude % 1 * 24));
  }
}
