package io.heimdall.server.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GreatCircleTest {

  /// Newport to Cleveland of the geopy manual, JFK to Heathrow of GeographicLib's, Flinders Peak to
  /// Buninyong of Vincenty's paper, and Mainflingen to three receivers of the reference vectors.
  @ParameterizedTest
  @CsvSource({
    "41.49008, -71.312796, 41.499498, -81.695391, 866.455433",
    "40.6, -73.8, 51.6, -0.5, 5551.759400",
    "-37.951033417, 144.424867889, -37.652821139, 143.926495528, 54.972271",
    "50.0155, 9.0108, 53.665337, 7.282766, 423.1667",
    "50.0155, 9.0108, 45.77929, 0.614638, 784.0731",
    "50.0155, 9.0108, 47.1721, 8.42683, 319.1092"
  })
  void measuresKnownDistances(
      double latitude, double longitude, double toLatitude, double toLongitude, double km) {
    var from = new Place(latitude, longitude);
    var to = new Place(toLatitude, toLongitude);

    assertThat(GreatCircle.distanceKm(from, to)).isCloseTo(km, within(0.03));
    assertThat(GreatCircle.distanceKm(to, from)).isCloseTo(km, within(0.03));
  }

  @Test
  void agreesWithTheGeodesicAnywhere() {
    var random = new Random(1);
    double worst = 0;
    for (int n = 0; n < 10_000; n++) {
      double latitude = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
      double longitude = 360 * random.nextDouble() - 180;
      double toLatitude = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
      double toLongitude = 360 * random.nextDouble() - 180;
      double km =
          GreatCircle.distanceKm(
              new Place(latitude, longitude), new Place(toLatitude, toLongitude));
      double geodesic =
          new io.heimdall.server.simulator.signal.Place(latitude, longitude)
                  .distanceMetresTo(
                      new io.heimdall.server.simulator.signal.Place(toLatitude, toLongitude))
              / 1000;
      if (geodesic < 19_000) {
        worst = Math.max(worst, Math.abs(km - geodesic));
      }
    }
    System.out.printf("worst of 10,000 distances below 19,000 km: %.3f km%n", worst);
    assertThat(worst).isLessThan(0.5);
  }

  @Test
  void measuresToTheAntipodeAndToItself() {
    // Wellington to Salamanca of GeographicLib's manual.
    assertThat(GreatCircle.distanceKm(new Place(-41.32, 174.81), new Place(40.96, -5.50)))
        .isCloseTo(19_959.679, within(100.0));
    assertThat(GreatCircle.distanceKm(new Place(0, 0), new Place(0, 180)))
        .isCloseTo(20_003.9, within(20.0));
    assertThat(GreatCircle.distanceKm(new Place(50, 8), new Place(50, 8))).isZero();
    assertThat(GreatCircle.distanceKm(new Place(90, 0), new Place(90, 120))).isLessThan(1e-6);
  }

  @Test
  void crossesTheDateLine() {
    assertThat(GreatCircle.distanceKm(new Place(0, 179.5), new Place(0, -179.5)))
        .isCloseTo(111.319, within(0.01));
    assertThat(GreatCircle.bearingDeg(new Place(0, 179.5), new Place(0, -179.5)))
        .isCloseTo(90, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "40.6, -73.8, 51.6, -0.5, 51.199",
    "-37.951033417, 144.424867889, -37.652821139, 143.926495528, 306.868",
    "0, 0, 10, 0, 0",
    "0, 0, 0, 10, 90",
    "10, 0, 0, 0, 180",
    "0, 10, 0, 0, 270",
    "89, 0, 89, 180, 0"
  })
  void looksInKnownDirections(
      double latitude, double longitude, double toLatitude, double toLongitude, double degrees) {
    assertThat(
            GreatCircle.bearingDeg(
                new Place(latitude, longitude), new Place(toLatitude, toLongitude)))
        .isCloseTo(degrees, within(0.2))
        .isBetween(0.0, 360.0);
  }

  @Test
  void refusesPlacesThatAreNowhere() {
    assertThatThrownBy(() -> new Place(90.1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Place(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
