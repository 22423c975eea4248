package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.receiver.clock.ClockTests;
import io.heimdall.server.receiver.clock.ClockTrial;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of tests of clocks when something is in their way.
@Timeout(60)
class ClockTestKeepingIT {

  /// Takes all the room there is for tests.
  private static final Duration LONG = Duration.ofMinutes(8);

  private static Registered registry;

  @BeforeAll
  static void start() throws Exception {
    registry = new Registered();
  }

  @AfterAll
  static void stop() throws Exception {
    registry.close();
  }

  @Test
  void leavesTheRoomOfATestThatTheDatabaseBreaksOff() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    // The first connection finds the receiver; the second asks whether it is at work.
    var transactions = new Transactions(failingAt(2, registry.database.heartbeats()));
    var trial =
        new ClockTrial(_ -> {
          throw new ReceiverFailure(FailureReason.UNREACHABLE, "nobody is there");
        });
    var tests = new ClockTests(transactions, trial, InstantSource.system());
    List<ClockTest> results = new ArrayList<>();

    assertThatThrownBy(() -> tests.run(Set.of(id), "", LONG, results::add))
        .isInstanceOf(DatabaseException.class);
    tests.run(Set.of(id), "", LONG, results::add);

    assertThat(results).hasSize(1);
    assertThat(tests.list(id, null, 10).rows()).hasSize(1);
  }

  @Test
  void keepsNothingOfATestThatIsBrokenOff() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    var trial =
        new ClockTrial(_ -> {
          Thread.currentThread().interrupt();
          throw new ReceiverFailure(FailureReason.CANCELLED, "it was interrupted");
        });
    var tests = new ClockTests(registry.transactions(), trial, InstantSource.system());
    List<ClockTest> results = new ArrayList<>();

    assertThatThrownBy(() -> tests.run(Set.of(id), "", Duration.ofSeconds(5), results::add))
        .isInstanceOf(InterruptedException.class);

    assertThat(results).isEmpty();
    assertThat(tests.list(id, null, 10).rows()).isEmpty();
  }

  @Test
  void keepsNothingOfAStationThatIsTheReceiversNoMore() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    var password = new ReceiverPasswords(SealingKey.fresh()).seal(id, new Secret("new"));
    var trial =
        new ClockTrial(_ -> {
          registry.move(id, "http://192.0.2.2:8073", password);
          throw new ReceiverFailure(FailureReason.NO_CARRIER, "nothing is heard");
        });
    var tests = new ClockTests(registry.transactions(), trial, InstantSource.system());
    List<ClockTest> results = new ArrayList<>();

    tests.run(Set.of(id), "", Duration.ofSeconds(5), results::add);

    assertThat(results).hasSize(1);
    assertThat(tests.list(id, null, 10).rows()).isEmpty();
  }

  private static DataSource failingAt(int number, DataSource pool) {
    var taken = new AtomicInteger();
    return (DataSource)
        Proxy.newProxyInstance(
            ClockTestKeepingIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              if (taken.incrementAndGet() == number) {
                throw new SQLException("the database is away");
              }
              try {
                return method.invoke(pool, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
