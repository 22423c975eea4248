package io.heimdall.server.artifact.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.PackedInts;
import io.heimdall.db.artifact.UploadPart;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PartFlightsTest {

  private final PartFlights flights = new PartFlights();
  private final List<Integer> kept = new CopyOnWriteArrayList<>();

  private void begin(int number, Supplier<UploadPart> arrival) {
    flights.begin(
        new PartFlights.Flight() {
          @Override
          public UploadPart arrive() {
            return arrival.get();
          }

          @Override
          public void keep(UploadPart part) {
            kept.add(number);
          }
        });
  }

  private static UploadPart part() {
    return new UploadPart(1, 0, 1, "", PackedInts.of(0), null);
  }

  private static UploadPart breakOff() {
    throw new OutOfMemoryError("no room");
  }

  @Test
  void keepsPartsInTheOrderInWhichTheyBegan() {
    for (int number = 0; number < 20; number++) {
      begin(number, PartFlightsTest::part);
    }

    flights.await();

    assertThat(kept).hasSize(20).isSorted();
  }

  @Test
  void failsWithTheLastPartThoughItHasBrokenOff() {
    begin(0, PartFlightsTest::part);
    begin(1, PartFlightsTest::breakOff);

    assertThatThrownBy(flights::await).hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void keepsNothingBehindAPartThatBrokeOff() {
    begin(0, PartFlightsTest::breakOff);
    assertThatThrownBy(
            () -> {
              for (int number = 1; number < 20; number++) {
                begin(number, PartFlightsTest::part);
              }
              flights.await();
            })
        .hasCauseInstanceOf(OutOfMemoryError.class);
    flights.settle();

    assertThat(kept).isEmpty();
  }
}
