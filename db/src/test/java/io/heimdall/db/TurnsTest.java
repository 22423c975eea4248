package io.heimdall.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TurnsTest {

  @Test
  void handsAPlaceOn() throws Exception {
    var turns = new Turns(1, Duration.ofMinutes(1));
    turns.take();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> other =
          threads.submit(() -> {
            turns.take();
            return true;
          });
      turns.giveBack();

      assertThat(other.get()).isTrue();
    }
  }

  @Test
  void givesUpWhereNobodyIsServed() throws SQLException {
    var turns = new Turns(1, Duration.ofMillis(1));
    turns.take();

    assertThatThrownBy(turns::take).isInstanceOf(SQLTransientConnectionException.class);
  }

  @Test
  void keepsThePlacesOfThoseWhoAreInterrupted() throws Exception {
    var turns = new Turns(1, Duration.ofMinutes(1));
    turns.take();
    Thread.currentThread().interrupt();

    assertThatThrownBy(turns::take)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("broken off");
    assertThat(Thread.interrupted()).isTrue();

    turns.giveBack();
    turns.take();
  }
}
