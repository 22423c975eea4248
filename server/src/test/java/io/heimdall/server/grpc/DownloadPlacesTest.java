package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownloadPlacesTest {

  @Test
  void hasLargeChunksForTheFirstAndSmallOnesForTheOthers() {
    var places = new DownloadPlaces(12 << 20);
    List<DownloadPlaces.Place> taken = new ArrayList<>();

    for (int n = 0; n < 10; n++) {
      taken.add(places.take(n % 2 == 0 ? "alice" : "bob"));
    }

    assertThat(taken)
        .extracting(DownloadPlaces.Place::chunkBytes)
        .containsOnly(DownloadPlaces.WIDE_BYTES, DownloadPlaces.NARROW_BYTES)
        .startsWith(DownloadPlaces.WIDE_BYTES, DownloadPlaces.WIDE_BYTES)
        .endsWith(DownloadPlaces.NARROW_BYTES);
    assertThatThrownBy(() -> places.take("carol"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("TOO_MANY_STREAMS");
    taken.getFirst().close();
    assertThat(places.take("carol").chunkBytes()).isEqualTo(DownloadPlaces.WIDE_BYTES);
  }

  @Test
  void leavesHalfToOthers() {
    var places = new DownloadPlaces(12 << 20);
    for (int n = 0; n < 5; n++) {
      var _ = places.take("alice");
    }

    assertThatThrownBy(() -> places.take("alice")).hasMessageContaining("TOO_MANY_STREAMS");
    assertThat(places.take("bob").chunkBytes()).isEqualTo(DownloadPlaces.WIDE_BYTES);
  }
}
