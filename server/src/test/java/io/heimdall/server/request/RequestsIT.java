package io.heimdall.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.failure.FailureException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestsIT {

  private static FreshDatabase postgres;
  private static Database database;
  private static Transactions transactions;

  private final Requests requests = new Requests();

  private record Made(String name) {}

  /// The same as a later server has it.
  private record MadeToday(String name, boolean added, @Nullable Made nested) {}

  @BeforeAll
  static void open() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
    postgres.close();
  }

  private static Asked asked(String id, Object payload) {
    return new Asked("alice", id, "Make", payload);
  }

  @Test
  void findsWhatARequestCreatedWithoutCreatingAnything() {
    String id = UUID.randomUUID().toString();

    assertThat(earlier(asked(id, "a"))).isEmpty();
    make(asked(id, "a"), "first");

    assertThat(earlier(asked(id, "a"))).contains(new Made("first"));
    assertThatThrownBy(() -> earlier(asked(id, "b")))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("REQUEST_ID_REUSED");
    make(asked("", "a"), "unnamed");
    assertThat(earlier(asked("", "a"))).isEmpty();
  }

  @Test
  void readsWhatAnEarlierServerAnswered() {
    String id = UUID.randomUUID().toString();
    make(asked(id, "a"), "old");

    MadeToday found =
        transactions.inTransaction(tx ->
            requests.once(
                tx,
                asked(id, "a"),
                MadeToday.class,
                () -> {
                  throw new AssertionError("it was made before");
                }));

    assertThat(found).isEqualTo(new MadeToday("old", false, null));
  }

  private void make(Asked asked, String name) {
    Made made =
        transactions.inTransaction(
            tx -> requests.once(tx, asked, Made.class, () -> new Made(name)));
    assertThat(made.name()).isEqualTo(name);
  }

  private Optional<Made> earlier(Asked asked) {
    return transactions.inSnapshot(tx -> requests.earlier(tx, asked, Made.class));
  }
}
