package io.heimdall.server.simulator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlaceTest {

  private static final Place MAINFLINGEN = new Place(50.0155, 9.0108);

  @Test
  void agreesWithPublishedGeodesics() {
    // WGS 84 geodesics of another implementation, in kilometres.
    assertThat(MAINFLINGEN.distanceMetresTo(new Place(53.665337, 7.282766)) / 1e3)
        .isCloseTo(423.1667, within(1e-4));
    assertThat(MAINFLINGEN.distanceMetresTo(new Place(45.77929, 0.614638)) / 1e3)
        .isCloseTo(784.0731, within(1e-4));
    assertThat(MAINFLINGEN.distanceMetresTo(new Place(47.1721, 8.42683)) / 1e3)
        .isCloseTo(319.1092, within(1e-4));
  }

  @Test
  void turnsDistanceIntoDelay() {
    assertThat(MAINFLINGEN.delaySecondsTo(new Place(53.665337, 7.282766)) * 1e6)
        .isCloseTo(1411.532, within(1e-3));
  }

  @Test
  void isNoWayFromItself() {
    assertThat(MAINFLINGEN.distanceMetresTo(MAINFLINGEN)).isZero();
  }
}
