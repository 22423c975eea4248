package io.heimdall.server.grpc.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.heimdall.db.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final int HALF = Pages.MOST_BYTES / 2 - 16;

  private final List<StringValue> response = new ArrayList<>();

  @Test
  void takesTheUsualNumberOfRowsWhereNoneIsAskedFor() {
    assertThat(Pages.size(0, 50, 500)).isEqualTo(50);
    assertThat(Pages.size(7, 50, 500)).isEqualTo(7);
    assertThat(Pages.size(1000, 50, 500)).isEqualTo(500);
  }

  @Test
  void endsAPageBeforeItsMessageIsTooLarge() {
    var page = new Page<>(List.of(HALF, HALF - 1, HALF - 2, 3), Optional.of(3));

    assertThat(fill(page)).contains(HALF - 1);
    assertThat(response).hasSize(2);
  }

  @Test
  void holdsOneRowHoweverLarge() {
    var page = new Page<>(List.of(3 * HALF, 5), Optional.<Integer>empty());

    assertThat(fill(page)).contains(3 * HALF);
    assertThat(response).hasSize(1);
  }

  @Test
  void goesOnWhereThePageEndsWhenAllFits() {
    assertThat(fill(new Page<>(List.of(1, 2), Optional.of(2)))).contains(2);
    assertThat(fill(new Page<>(List.of(3), Optional.empty()))).isEmpty();
    assertThat(response).hasSize(3);
  }

  private Optional<Integer> fill(Page<Integer, Integer> page) {
    return Pages.fill(
        page,
        row -> row,
        row -> StringValue.of("x".repeat(row)),
        (StringValue row) -> response.add(row));
  }
}
