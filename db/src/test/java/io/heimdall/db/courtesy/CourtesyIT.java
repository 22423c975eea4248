package io.heimdall.db.courtesy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CourtesyIT {

  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final Duration EXPIRED = Duration.ofSeconds(-1);
  private static final ReceiverAddress HERE = new ReceiverAddress("192.0.2.1", 8073);
  private static final ReceiverAddress THERE = new ReceiverAddress("192.0.2.2", 8073);

  private static TestDatabase database;
  private static Transactions transactions;

  private final LeaseRepository leases = new LeaseRepository();
  private final BanRepository bans = new BanRepository();

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void beginAnew() {
    database.execute("delete from receiver_leases");
    database.execute("delete from receiver_bans");
  }

  @Test
  void givesAnAddressToOneHolderOnly() {
    Claim mine = claim(HERE);
    Claim yours = claim(HERE);

    assertThat(hold("a", LENGTH, mine)).containsExactly(mine);
    assertThat(hold("b", LENGTH, yours)).isEmpty();
    assertThat(hold("b", LENGTH, claim(new ReceiverAddress("192.0.2.1", 8074)))).hasSize(1);
    assertThat(hold("a", LENGTH, mine)).as("renewed").containsExactly(mine);
    assertThat(release("b", yours)).isZero();
    assertThat(release("a", mine)).isEqualTo(1);
    assertThat(hold("b", LENGTH, yours)).containsExactly(yours);
  }

  @Test
  void givesAwayWhatHasExpiredAndRenewsWhatNobodyTook() {
    Claim mine = claim(HERE);
    Claim kept = claim(THERE);
    Claim yours = claim(HERE);
    hold("a", EXPIRED, mine, kept);

    assertThat(hold("b", LENGTH, yours)).containsExactly(yours);
    assertThat(hold("a", LENGTH, mine, kept)).containsExactly(kept);
  }

  @Test
  void putsBackALeaseThatWentMissing() {
    Claim mine = claim(HERE);
    hold("a", LENGTH, mine);
    database.execute("delete from receiver_leases");

    assertThat(hold("a", LENGTH, mine)).containsExactly(mine);
    assertThat(hold("b", LENGTH, claim(HERE))).isEmpty();
  }

  @Test
  void freesWhatAnEarlierProcessHeldAndForgetsWhatNobodyRenews() {
    hold("a", LENGTH, claim(HERE), claim(THERE));
    hold("b", LENGTH, claim(new ReceiverAddress("2001:db8::1", 80)));
    hold("b", Duration.ofHours(-2), claim(new ReceiverAddress("2001:db8::2", 80)));

    assertThat((int) transactions.inTransaction(tx -> leases.releaseAllOf(tx, "a"))).isEqualTo(2);
    assertThat((int) transactions.inTransaction(tx -> leases.forget(tx, Duration.ofHours(1))))
        .isEqualTo(1);
    assertThat(database.read("select string_agg(address, ' ') from receiver_leases"))
        .isEqualTo("2001:db8::1");
  }

  /// Each server takes and gives back overlapping sets in an order of its own.
  @Test
  void neverGivesAnAddressTwiceNorLocksUpWhenManyServersRace() throws Exception {
    List<ReceiverAddress> addresses = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      addresses.add(new ReceiverAddress("192.0.2." + n, 8073));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> servers = new ArrayList<>();
      for (int n = 0; n < 6; n++) {
        String node = "node-" + n;
        var random = new Random(n);
        servers.add(threads.submit(() -> race(node, addresses, random)));
      }
      int won = 0;
      for (Future<Integer> server : servers) {
        won += server.get();
      }
      assertThat(won).isPositive();
    }
    assertThat(database.read("select count(*) from receiver_leases")).isEqualTo("0");
  }

  private int race(String node, List<ReceiverAddress> addresses, Random random) {
    int won = 0;
    for (int turn = 0; turn < 40; turn++) {
      List<ReceiverAddress> some = new ArrayList<>(addresses);
      Collections.shuffle(some, random);
      Claim[] claims = some.subList(0, 5).stream().map(CourtesyIT::claim).toArray(Claim[]::new);
      Set<Claim> held = hold(node, LENGTH, claims);
      assertThat(hold(node, LENGTH, held.toArray(Claim[]::new)))
          .as("nobody else has been given them")
          .isEqualTo(held);
      won += held.size();
      release(node, claims);
    }
    return won;
  }

  @Test
  void remembersBansUntilTheyAreOver() {
    transactions.runInTransaction(tx -> {
      bans.put(tx, List.of(ban(HERE, "first"), ban(HERE, "later")), Duration.ofHours(24));
      bans.put(tx, List.of(ban(THERE, "over")), EXPIRED);
    });

    Map<ReceiverAddress, Ban> found = bans(HERE, THERE);

    assertThat(found).containsOnlyKeys(HERE);
    Ban kept = requireNonNull(found.get(HERE));
    assertThat(kept.message()).isEqualTo("later");
    assertThat(kept.reason()).isEqualTo("QUOTA");
    assertThat(kept.until())
        .isBetween(
            Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
    transactions.runInTransaction(
        tx -> bans.put(tx, List.of(ban(HERE, "shorter")), Duration.ofHours(1)));
    assertThat(requireNonNull(bans(HERE).get(HERE)).until()).isEqualTo(kept.until());
    assertThat((int) transactions.inTransaction(bans::forget)).isEqualTo(1);
    assertThat(bans(HERE)).hasSize(1);
  }

  @Test
  void refusesAddressesThatAreNone() {
    assertThatThrownBy(() -> new ReceiverAddress("", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiverAddress("a\0b", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiverAddress("192.0.2.1", 65_536))
        .hasMessageContaining("65536");
  }

  private static Claim claim(ReceiverAddress at) {
    return new Claim(at, UUID.randomUUID());
  }

  private static NewBan ban(ReceiverAddress at, String message) {
    return new NewBan(at, "QUOTA", message);
  }

  private Set<Claim> hold(String node, Duration length, Claim... claims) {
    return transactions.inTransaction(tx -> leases.hold(tx, node, List.of(claims), length));
  }

  private int release(String node, Claim... claims) {
    List<UUID> holders = List.of(claims).stream().map(Claim::holder).toList();
    return transactions.inTransaction(tx -> leases.release(tx, node, holders));
  }

  private Map<ReceiverAddress, Ban> bans(ReceiverAddress... addresses) {
    return transactions.inSnapshot(tx -> bans.find(tx, List.of(addresses)));
  }
}
