package io.heimdall.client.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasurementPictureTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final TimeSpan DAY = new TimeSpan(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1)));
  private static final MeasurementPicture PICTURE =
      new MeasurementPicture("SNR of 2 receivers", "median SNR, dB", ZoneOffset.UTC);
  private static final Size SIZE = new Size(1000, 700);

  @Test
  void drawsCurvesAboveHours() {
    BufferedImage image =
        PICTURE.draw(
            List.of(curve("1 North", 10), curve("1 North", 20)),
            List.of(
                new HoursOfDay("1 North", Map.of(0, 10.0, 12, 30.0)),
                new HoursOfDay("2", Map.of())),
            DAY,
            SIZE);

    assertThat(image.getWidth()).isEqualTo(1000);
    assertThat(image.getHeight()).isEqualTo(700);
    assertThat(count(image, 0, 420, new Color(0x0072b2))).as("the first curve").isPositive();
    assertThat(count(image, 0, 420, new Color(0xd55e00))).as("the second curve").isPositive();
    int darkest = count(image, 420, 700, new Color(0x440154));
    int brightest = count(image, 420, 700, new Color(0xfde725));
    assertThat(darkest).as("the block of the lowest value").isGreaterThan(500);
    assertThat(brightest).as("the block of the highest value").isGreaterThan(500);
  }

  @Test
  void leavesTheMapOfNothingEmpty() {
    BufferedImage image = PICTURE.draw(List.of(), List.of(), DAY, SIZE);

    assertThat(count(image, 0, 700, Color.WHITE)).isGreaterThan(400_000);
  }

  @Test
  void breaksACurveWhereNothingWasMeasured() {
    var broken = new ArrayList<>(curve("1", 10).points());
    for (int hour = 6; hour < 18; hour++) {
      broken.set(hour, new Curve.Point(broken.get(hour).at(), OptionalDouble.empty()));
    }
    var blue = new Color(0x0072b2);

    int whole = count(PICTURE.draw(List.of(curve("1", 10)), List.of(), DAY, SIZE), 0, 420, blue);
    int half =
        count(PICTURE.draw(List.of(new Curve("1", broken)), List.of(), DAY, SIZE), 0, 420, blue);

    assertThat(half).isLessThan(whole * 2 / 3);
  }

  @Test
  void drawsTheLaterOfTwoValuesOfOneTime() {
    var twice = new ArrayList<>(curve("1", 10).points());
    twice.add(new Curve.Point(twice.getLast().at(), OptionalDouble.of(20)));

    BufferedImage image = PICTURE.draw(List.of(new Curve("1", twice)), List.of(), DAY, SIZE);

    assertThat(count(image, 0, 420, new Color(0x0072b2))).as("the curve").isPositive();
  }

  private static Curve curve(String name, double value) {
    return new Curve(
        name,
        IntStream.range(0, 24)
            .mapToObj(hour ->
                new Curve.Point(MIDNIGHT.plus(Duration.ofHours(hour)), OptionalDouble.of(value)))
            .toList());
  }

  private static int count(BufferedImage image, int fromRow, int beforeRow, Color color) {
    int count = 0;
    for (int y = fromRow; y < beforeRow; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == color.getRGB()) {
          count++;
        }
      }
    }
    return count;
  }
}
