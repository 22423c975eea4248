package io.heimdall.server.receiver.clock;

import io.heimdall.db.receiver.Receiver;
import io.heimdall.server.dsp.MarkShape;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.geo.GreatCircle;
import io.heimdall.server.geo.Place;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The time-signal stations there are, and which of them suits a receiver.
///
/// Sources: PTB (DCF77: the carrier falls to 15 % for 100 or 200 ms at each second but the last of
/// a minute), NPL (MSF: the carrier is off for 100 ms at least), NIST Special Publication 432 (WWV,
/// WWVH: 5 ms of 1000 or 1200 Hz, in 40 ms without any other tone), NRC (CHU: 1000 Hz above the
/// carrier, upper sideband, for 10 ms at least), VNIIFTRI (RWM: sends its plain carrier for part of
/// each half-hour only; its marks are not read here).
final class TimeStations {

  private static final double LONG_WAVE_KM = 2_000;
  private static final double SHORT_WAVE_KM = 20_100;

  private static final List<TimeStation> ALL =
      List.of(
          new TimeStation(
              "DCF77",
              new Place(50.0155, 9.0108),
              List.of(77_500L),
              Optional.of(MarkShape.drop(0.1)),
              LONG_WAVE_KM),
          new TimeStation(
              "MSF",
              new Place(54.9116, -3.2785),
              List.of(60_000L),
              Optional.of(MarkShape.drop(0.1)),
              LONG_WAVE_KM),
          new TimeStation(
              "WWV",
              new Place(40.678, -105.04),
              List.of(10_000_000L, 15_000_000L, 5_000_000L, 20_000_000L, 2_500_000L, 25_000_000L),
              Optional.of(MarkShape.tone(1000, 0.005)),
              SHORT_WAVE_KM),
          new TimeStation(
              "WWVH",
              new Place(21.988, -159.763),
              List.of(10_000_000L, 15_000_000L, 5_000_000L, 2_500_000L),
              Optional.of(MarkShape.tone(1200, 0.005)),
              SHORT_WAVE_KM),
          new TimeStation(
              "RWM",
              new Place(55.733, 38.2),
              List.of(9_996_000L, 4_996_000L, 14_996_000L),
              Optional.empty(),
              SHORT_WAVE_KM),
          new TimeStation(
              "CHU",
              new Place(45.295, -75.757),
              List.of(7_850_000L, 3_330_000L, 14_670_000L),
              Optional.of(MarkShape.tone(1000, 0.01)),
              SHORT_WAVE_KM));

  private final List<TimeStation> stations;

  private TimeStations(List<TimeStation> stations) {
    this.stations = stations;
  }

  /// All stations.
  static TimeStations all() {
    return new TimeStations(ALL);
  }

  /// One station with all its carriers, or with one of them: "WWV", "WWV 10000".
  ///
  /// @param text its name and perhaps a frequency in kHz; empty for all stations
  /// @throws FailureException with TIME_STATION_UNKNOWN
  static TimeStations named(String text) {
    if (text.isBlank()) {
      return all();
    }
    String[] words = text.strip().split("\\s+", -1);
    TimeStation station =
        ALL.stream()
            .filter(one -> one.name().equals(words[0].toUpperCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(() -> unknown(text));
    if (words.length == 1) {
      return new TimeStations(List.of(station));
    }
    long carrierHz =
        station.carriersHz().stream()
            .filter(hz -> words.length == 2 && sameKhz(hz, words[1]))
            .findFirst()
            .orElseThrow(() -> unknown(text));
    return new TimeStations(
        List.of(
            new TimeStation(
                station.name(),
                station.place(),
                List.of(carrierHz),
                station.mark(),
                station.rangeKm())));
  }

  private static boolean sameKhz(long carrierHz, String khz) {
    try {
      return Double.parseDouble(khz) == carrierHz / 1e3;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static FailureException unknown(String text) {
    String there =
        ALL.stream().map(TimeStations::described).collect(Collectors.joining(", ", "", ""));
    return new Failure.Invalid(
            Reason.TIME_STATION_UNKNOWN,
            "station",
            "there is no time-signal station '%s'; there are %s".formatted(text, there))
        .exception();
  }

  private static String described(TimeStation station) {
    return station.carriersHz().stream()
        .sorted()
        .map(hz -> "%.1f".formatted(hz / 1e3).replaceAll("[.,]0$", ""))
        .collect(Collectors.joining(", ", station.name() + " (", " kHz)"));
  }

  /// The carrier a receiver is tested on: of the stations that it covers the nearest, and where it
  /// stands is not known the first; one beyond its range only where there is no other.
  ///
  /// @param receiver the receiver
  /// @return empty when it covers none
  Optional<TimeStation.Carrier> carrierFor(Receiver receiver) {
    @Nullable Place place = place(receiver);
    return stations.stream()
        .filter(station -> covered(station, receiver).isPresent())
        .min(
            Comparator.comparing((TimeStation one) -> distanceKm(one, place) > one.rangeKm())
                .thenComparingDouble(one -> distanceKm(one, place)))
        .map(station -> new TimeStation.Carrier(station, covered(station, receiver).orElseThrow()));
  }

  /// The first carrier of the first station.
  TimeStation.Carrier first() {
    return new TimeStation.Carrier(
        stations.getFirst(), stations.getFirst().carriersHz().getFirst());
  }

  /// The stations in words.
  String names() {
    return stations.stream().map(TimeStations::described).collect(Collectors.joining(", "));
  }

  private static Optional<Long> covered(TimeStation station, Receiver receiver) {
    return station.carriersHz().stream()
        .filter(hz -> receiver.spec().tuning().covers(hz))
        .findFirst();
  }

  private static double distanceKm(TimeStation station, @Nullable Place place) {
    return place == null ? 0 : GreatCircle.distanceKm(station.place(), place);
  }

  /// Where a receiver stands; null where not known.
  static @Nullable Place place(Receiver receiver) {
    var position = receiver.spec().location().position();
    return position == null ? null : new Place(position.latitudeDeg(), position.longitudeDeg());
  }
}
