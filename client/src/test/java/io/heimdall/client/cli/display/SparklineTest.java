package io.heimdall.client.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SparklineTest {

  private static final double NONE = Double.NaN;

  private static List<OptionalDouble> course(double... values) {
    return Arrays.stream(values)
        .mapToObj(value -> Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value))
        .toList();
  }

  private static String draw(List<OptionalDouble> course) {
    return Sparkline.over(List.of(course)).draw(course);
  }

  @Test
  void drawsACourseWithItsHoles() {
    assertThat(draw(course(0.0, NONE, 3.0, 7.0))).isEqualTo("▁ ▄█");
  }

  @Test
  void showsMeansWhereColumnsAreFew() {
    List<OptionalDouble> course = course(0.0, 0.0, 7.0, NONE, 7.0, 5.0, NONE, NONE);

    assertThat(Sparkline.over(List.of(course)).draw(course, 4)).isEqualTo("▁█▇ ");
    assertThat(Sparkline.over(List.of(course)).draw(course, 60)).isEqualTo("▁▁█ █▆  ");
  }

  @Test
  void comparesCoursesOnOneScale() {
    List<OptionalDouble> weak = course(1.0, 1.5);
    List<OptionalDouble> strong = course(16.0, 17.0);
    Sparkline scale = Sparkline.over(List.of(weak, strong));

    assertThat(scale.draw(weak)).isEqualTo("▁▁");
    assertThat(scale.draw(strong)).isEqualTo("██");
  }

  @Test
  void drawsALevelCourseLow() {
    assertThat(draw(course(5.0, 5.0))).isEqualTo("▁▁");
    assertThat(draw(course())).isEmpty();
  }
}
