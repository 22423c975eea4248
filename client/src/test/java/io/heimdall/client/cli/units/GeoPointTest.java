package io.heimdall.client.cli.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GeoPointTest {

  @Test
  void readsDegreesNorthAndEast() {
    assertThat(GeoPoint.parse("50.0155,9.0108")).isEqualTo(new GeoPoint(50.0155, 9.0108));
    assertThat(GeoPoint.parse(" -33.9 , 18 ")).isEqualTo(new GeoPoint(-33.9, 18));
    assertThat(GeoPoint.parse("-90,180")).isEqualTo(new GeoPoint(-90, 180));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50", "50;9", "50,9,1", "north,9", "50,"})
  void refusesWhatIsNoPlace(String text) {
    assertThatThrownBy(() -> GeoPoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'%s' is not a place".formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"90.1,0", "0,-181", "NaN,0", "0,Infinity"})
  void refusesPlacesThatAreNowhere(String text) {
    assertThatThrownBy(() -> GeoPoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is nowhere");
  }

  @Test
  void readsDistances() {
    assertThat(Units.distanceKm("2000km")).isEqualTo(2_000);
    assertThat(Units.distanceKm("500 m")).isEqualTo(0.5);
    assertThat(Units.distanceKm("10mi")).isCloseTo(16.09344, within(1e-9));
    assertThatThrownBy(() -> Units.distanceKm("5")).hasMessageContaining("'5' has no unit");
    assertThatThrownBy(() -> Units.distanceKm("far")).hasMessageContaining("is not a distance");
  }
}
