package io.heimdall.server.receiver.courtesy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.DatabasePassword;
import io.heimdall.db.courtesy.Claim;
import io.heimdall.db.courtesy.LeaseRepository;
import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.kiwi.KiwiOptions;
import io.heimdall.server.receiver.kiwi.KiwiReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.wire.Fault;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What receivers see of several servers on one database.
@Timeout(120)
class CourtesyIT {

  private static final Tuning TUNING = Tuning.to(7_000_000);

  private static FreshDatabase postgres;
  private static Database database;

  @BeforeAll
  static void start() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
  }

  @BeforeEach
  void forgetEverything() {
    execute("delete from receiver_leases");
    execute("delete from receiver_bans");
  }

  @Test
  void neverShowsAReceiverTwoConnectionsOfTwoServers() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var a = Server.named("a");
        var b = Server.named("b");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SimulatedReceiver receiver = simulator.receiver(1);
      URI other = URI.create("http://localhost:" + receiver.url().getPort());
      List<Callable<Integer>> askers = new ArrayList<>();
      for (int n = 0; n < 6; n++) {
        Server server = n % 2 == 0 ? a : b;
        URI url = n % 3 == 0 ? other : receiver.url();
        askers.add(() -> openSeveralTimes(server, url, 4));
        askers.add(() -> server.check(url).deliversIq() ? 1 : 0);
      }

      int opened = 0;
      for (Future<Integer> asker : threads.invokeAll(askers)) {
        opened += asker.get();
      }

      assertThat(opened).isGreaterThan(6);
      assertThat(receiver.counters().mostOpen()).isEqualTo(1);
      assertThat(receiver.counters().connections()).isEqualTo(opened);
    }
  }

  /// @return how often a stream came; every other attempt must have ended as BUSY
  private static int openSeveralTimes(Server server, URI url, int times) throws ReceiverFailure {
    int opened = 0;
    for (int n = 0; n < times; n++) {
      try (IqStream stream = server.open(url)) {
        assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
        opened++;
      } catch (ReceiverFailure e) {
        assertThat(e.reason()).isEqualTo(FailureReason.BUSY);
        assertThat(e).hasMessageContaining("of ours");
      }
    }
    return opened;
  }

  @Test
  void asksNobodyTwiceWhoseListeningTimeIsUsedUp() throws Exception {
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.IP_LIMIT);
    try (var simulator = Simulator.start(options);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SimulatedReceiver receiver = simulator.receiver(1);
      List<FailureReason> seen = new ArrayList<>();
      try (var a = Server.named("a");
          var b = Server.named("b")) {
        List<Callable<FailureReason>> askers = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
          Server server = n % 2 == 0 ? a : b;
          askers.add(() -> server.refusal(receiver.url()).reason());
          askers.add(() -> server.check(receiver.url()).failure().orElseThrow());
        }
        for (Future<FailureReason> asker : threads.invokeAll(askers)) {
          seen.add(asker.get());
        }
      }
      // Who was still waiting for a turn when its time was over has been told BUSY.
      assertThat(seen).contains(FailureReason.QUOTA);
      assertThat(seen).isSubsetOf(FailureReason.QUOTA, FailureReason.BUSY);

      try (var a = Server.named("a");
          var c = Server.named("c")) {
        ReceiverFailure refusal = a.refusal(receiver.url());
        ReceiverHealth health = c.check(receiver.url());

        assertThat(refusal.reason()).isEqualTo(FailureReason.QUOTA);
        assertThat(refusal.passing()).isFalse();
        assertThat(refusal)
            .hasMessageContaining("listening time of the day")
            .hasMessageContaining("none of our servers asks it before");
        assertThat(health.failure()).contains(FailureReason.QUOTA);
        assertThat(health.asked()).isFalse();
      }
      assertThat(receiver.counters().attempts()).isEqualTo(1);
      assertThat(receiver.counters().httpRequests()).as("status pages").isEqualTo(1);
    }
  }

  @Test
  void leavesAReceiverThatWasFullAloneForAWhileUnlessItIsChecked() throws Exception {
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.BUSY);
    try (var simulator = Simulator.start(options);
        var a = Server.named("a", Duration.ofMinutes(1))) {
      SimulatedReceiver receiver = simulator.receiver(1);
      ReceiverTarget target = target(receiver.url());

      ReceiverFailure first = a.refusal(receiver.url());
      int asked = receiver.counters().httpRequests();
      ReceiverFailure second = a.refusal(receiver.url());

      assertThat(first.reason()).isEqualTo(FailureReason.BUSY);
      assertThat(second.reason()).isEqualTo(FailureReason.BUSY);
      assertThat(second).hasMessageContaining("that was a moment ago");
      assertThat(receiver.counters().httpRequests()).isEqualTo(asked);
      ReceiverHealth unasked = a.driver.checkUnlessResting(target, TUNING);
      assertThat(unasked.asked()).isFalse();
      assertThat(unasked.failure()).contains(FailureReason.BUSY);
      assertThat(receiver.counters().httpRequests()).isEqualTo(asked);
      assertThat(a.check(receiver.url()).failure()).contains(FailureReason.BUSY);
      assertThat(receiver.counters().httpRequests()).isEqualTo(asked + 1);
    }
  }

  @Test
  void waitsForTheEndOfAShortRest() throws Exception {
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.BUSY);
    try (var simulator = Simulator.start(options);
        var a = Server.named("a", Duration.ofMillis(300))) {
      SimulatedReceiver receiver = simulator.receiver(1);

      ReceiverFailure _ = a.refusal(receiver.url());
      ReceiverFailure second = a.refusal(receiver.url());

      assertThat(second).message().doesNotContain("a moment ago");
      assertThat(receiver.counters().httpRequests()).isEqualTo(2);
    }
  }

  @Test
  void saysThatAReceiverIsInUseWithoutAskingIt() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var a = Server.named("a");
        var b = Server.named("b");
        IqStream _ = a.open(simulator.receiver(1).url())) {
      for (Server server : List.of(a, b)) {
        ReceiverHealth health = server.check(simulator.receiver(1).url());

        assertThat(health.asked()).isFalse();
        assertThat(health.failure()).contains(FailureReason.BUSY);
        assertThat(health.message()).contains("another acquisition or check of ours");
      }
      assertThat(simulator.receiver(1).counters().httpRequests()).isEqualTo(1);
    }
  }

  @Test
  void connectsOnceTheTurnOfAServerThatDiedHasExpired() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var b = Server.named("b")) {
      int port = simulator.receiver(1).url().getPort();
      var dead = new Claim(new ReceiverAddress("127.0.0.1", port), UUID.randomUUID());
      hold("dead", dead, Duration.ofSeconds(2));

      try (IqStream _ = b.open(simulator.receiver(1).url())) {
        assertThat(read("select node_id from receiver_leases")).isEqualTo("b");
      }
    }
  }

  @Test
  void connectsAtOnceWhereItsOwnEarlierProcessDied() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1))) {
      int port = simulator.receiver(1).url().getPort();
      var earlier = new Claim(new ReceiverAddress("127.0.0.1", port), UUID.randomUUID());
      hold("a", earlier, Duration.ofHours(1));

      try (var a = Server.named("a");
          IqStream stream = a.open(simulator.receiver(1).url())) {
        assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
      }
    }
  }

  @Test
  void letsAReceiverGoThatIsAnotherServers() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var a = Server.named("a")) {
      ReceiverFailure end;
      try (IqStream stream = a.open(simulator.receiver(1).url())) {
        execute(
            "update receiver_leases set node_id = 'b', holder = gen_random_uuid(),"
                + " expires_at = now() + interval '1 hour'");

        end = readToItsEnd(stream);
      }

      assertThat(end.reason()).isEqualTo(FailureReason.BUSY);
      assertThat(end).hasMessageContaining("another server of ours has taken it over");
    }
    assertThat(read("select count(*) from receiver_leases where node_id = 'b'")).isEqualTo("1");
  }

  @Test
  void renewsItsTurnsAndGivesThemBack() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var a = Server.named("a")) {
      String expiry = "select expires_at::text from receiver_leases";
      try (IqStream stream = a.open(simulator.receiver(1).url())) {
        String first = read(expiry);
        var block = new IqBlock(stream.blockCapacity());
        // Samples come in real time, and renewals every three seconds.
        while (read(expiry).equals(first)) {
          assertThat(stream.next(block)).isTrue();
        }
      }
    }
    assertThat(read("select count(*) from receiver_leases")).isEqualTo("0");
  }

  @Test
  void losesNoSampleWhileTheDatabaseIsAwayAndEvenTriesAgain() throws Exception {
    EmbeddedPostgres own =
        EmbeddedPostgres.builder().setServerConfig("unix_socket_directories", "").start();
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(2));
        var away = Database.open(config(own));
        var a = new Server(Courtesy.open(away, "a", dialer()))) {
      try (IqStream stream = a.open(simulator.receiver(1).url())) {
        own.close();
        var block = new IqBlock(stream.blockCapacity());
        // Four seconds, in which a renewal fails.
        while (block.firstSample() < 48_000) {
          assertThat(stream.next(block)).isTrue();
        }
      }

      try (IqStream again = a.open(simulator.receiver(1).url())) {
        assertThat(again.next(new IqBlock(again.blockCapacity()))).isTrue();
      }
      ReceiverFailure unknown = a.refusal(simulator.receiver(2).url());

      assertThat(unknown.reason()).isEqualTo(FailureReason.UNREACHABLE);
      assertThat(unknown.passing()).isTrue();
      assertThat(unknown).hasMessageContaining("the database does not answer");
      assertThat(simulator.receiver(2).counters().httpRequests()).isZero();
      assertThat(simulator.receiver(1).counters().mostOpen()).isEqualTo(1);
    }
  }

  @Test
  void beginsManyConnectionsAtOnceWithFewTransactions() throws Exception {
    var transactions = new AtomicInteger();
    try (var counted = Database.open(postgres.config(), pool -> counting(pool, transactions));
        var courtesy = Courtesy.open(counted, "a", dialer());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ReceiverDriver driver = courtesy.around(new Hosts());
      List<Callable<IqStream>> askers = new ArrayList<>();
      for (int n = 0; n < 400; n++) {
        URI url = URI.create("http://127.0.%d.%d:8073".formatted(n / 200, n % 200));
        askers.add(() -> driver.open(target(url), TUNING));
      }

      List<IqStream> streams = new ArrayList<>();
      for (Future<IqStream> asker : threads.invokeAll(askers)) {
        streams.add(asker.get());
      }
      assertThat(read("select count(*) from receiver_leases")).isEqualTo("400");
      streams.forEach(IqStream::close);
    }
    // Each takes what has come up during the one before.
    assertThat(transactions.get()).isLessThan(200);
    assertThat(read("select count(*) from receiver_leases")).isEqualTo("0");
  }

  @Test
  void letsPassWhatHasNoHostAndTellsOfAHostThatIsUnknown() throws Exception {
    try (var courtesy = Courtesy.open(database, "a", dialer())) {
      ReceiverDriver driver = courtesy.around(new Hosts());
      ReceiverTarget file = target(URI.create("file:///recordings/dcf77.wav"));
      ReceiverTarget nowhere = target(URI.create("http://no-such-host.invalid:8073"));

      try (IqStream _ = driver.open(file, TUNING);
          IqStream _ = driver.open(file, TUNING)) {
        assertThat(read("select count(*) from receiver_leases")).isEqualTo("0");
      }
      assertThat(driver.check(file, TUNING).asked()).isTrue();
      ReceiverHealth unknown = driver.check(nowhere, TUNING);
      assertThat(unknown.asked()).isTrue();
      assertThat(unknown.failure()).contains(FailureReason.UNREACHABLE);
      assertThat(driver.checkUnlessResting(nowhere, TUNING).asked()).isTrue();
      assertThat(driver.name()).isEqualTo("hosts");
      assertThat(driver.schemes()).containsExactly("http");
    }
  }

  @Test
  void forgetsWhatIsLongOver() {
    execute(
        "insert into receiver_leases values"
            + " ('192.0.2.1', 1, gen_random_uuid(), 'x', now() - interval '2 hours'),"
            + " ('192.0.2.2', 1, gen_random_uuid(), 'x', now() - interval '1 minute')");
    execute(
        "insert into receiver_bans values"
            + " ('192.0.2.1', 1, 'QUOTA', 'over', now() - interval '1 minute'),"
            + " ('192.0.2.2', 1, 'QUOTA', 'not over', now() + interval '1 minute')");
    try (var courtesy = Courtesy.open(database, "a", dialer())) {
      courtesy.forget();
    }

    assertThat(read("select string_agg(address, ' ') from receiver_leases")).isEqualTo("192.0.2.2");
    assertThat(read("select string_agg(message, ' ') from receiver_bans")).isEqualTo("not over");
  }

  @Test
  void givesUpWaitingWhenInterrupted() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var a = Server.named("a");
        var b = Server.named("b");
        IqStream _ = a.open(simulator.receiver(1).url())) {
      var refused = new CompletableFuture<ReceiverFailure>();
      Thread waiting =
          Thread.ofVirtual().start(() -> refused.complete(b.refusal(simulator.receiver(1).url())));
      while (waiting.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }

      waiting.interrupt();

      assertThat(refused.get(2, TimeUnit.SECONDS).reason()).isEqualTo(FailureReason.CANCELLED);
    }
  }

  @Test
  void endsACheckThatTakesTooLongAndItsTurnWithIt() throws Exception {
    var slow = new Hosts();
    slow.hang = new CountDownLatch(1);
    try (var courtesy = Courtesy.open(database, "a", dialer())) {
      ReceiverDriver driver = courtesy.around(slow);
      ReceiverTarget target = target(URI.create("http://127.0.0.1:8073"));

      ReceiverHealth health = driver.check(target, TUNING);

      assertThat(health.failure()).contains(FailureReason.TIMEOUT);
      assertThat(health.message()).contains("within 4 s");
      assertThat(health.asked()).isTrue();
      slow.hang = null;
      try (IqStream stream = driver.open(target, TUNING)) {
        assertThat(stream.blockCapacity()).isEqualTo(512);
      }
    }
  }

  /// It answers with its page, takes a listener in, and sends nothing.
  @Test
  void tellsWhatItHasSeenOfAReceiverThatTakesTooLong() throws Exception {
    var bounds = new Courtesy.Bounds(Rests.REST, Duration.ofSeconds(2));
    try (var receiver = onlyItsPage();
        var a = new Server(Courtesy.open(database, "a", dialer(), bounds))) {
      ReceiverHealth health = a.check(receiver.url());

      assertThat(health.failure()).contains(FailureReason.TIMEOUT);
      assertThat(health.message()).contains("within 2 s");
      assertThat(health.reachable()).isTrue();
      assertThat(health.latency()).isPresent();
      assertThat(health.freeSlots()).hasValue(3);
      assertThat(health.software()).contains("KiwiSDR_v1.843");
    }
  }

  private static ScriptedServer onlyItsPage() {
    String page =
        "status=active\noffline=no\nusers=1\nusers_max=4\next_api=4\nsw_version=KiwiSDR_v1.843\n";
    return new ScriptedServer(socket -> {
      if (ScriptedServer.readRequest(socket).contains("/status")) {
        ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n" + page);
      } else {
        ScriptedServer.awaitClose(socket);
      }
    });
  }

  @Test
  void endsACheckWhoseNameIsNotLookedUpInTime() throws Exception {
    var answer = new CountDownLatch(1);
    var dialer = new Dialer(Duration.ofSeconds(5), _ -> awaited(answer));
    try (var courtesy = Courtesy.open(database, "a", dialer)) {
      ReceiverDriver driver = courtesy.around(new Hosts());
      ReceiverTarget target = target(URI.create("http://127.0.0.1:8073"));

      ReceiverHealth health = driver.checkUnlessResting(target, TUNING);

      assertThat(health.failure()).contains(FailureReason.TIMEOUT);
      assertThat(health.message()).contains("was not asked").contains("within 4 s");
      assertThat(health.asked()).isFalse();
    } finally {
      answer.countDown();
    }
  }

  /// An answer of a name server, which no interrupt makes come sooner.
  private static boolean awaited(CountDownLatch answer) {
    boolean interrupted = false;
    while (true) {
      try {
        answer.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  @Test
  void givesBackTheTurnOfACheckWhoseAskerHasGone() throws Exception {
    var hosts = new Hosts();
    try (var courtesy = Courtesy.open(database, "a", dialer())) {
      ReceiverDriver driver = courtesy.around(hosts);
      ReceiverTarget target = target(URI.create("http://127.0.0.1:8073"));

      for (int n = 0; n < 50; n++) {
        Thread.currentThread().interrupt();
        ReceiverHealth health = driver.check(target, TUNING);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(health.failure()).contains(FailureReason.CANCELLED);
        assertThat(health.asked()).isFalse();
      }

      try (IqStream stream = driver.open(target, TUNING)) {
        assertThat(stream.blockCapacity()).isEqualTo(512);
      }
    }
  }

  @Test
  void heedsWhatAReceiverSaysThatAnotherAddressRedirectsTo() throws Exception {
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.IP_LIMIT);
    try (var simulator = Simulator.start(options);
        var proxy = redirecting(simulator.receiver(1).url());
        var another = redirecting(simulator.receiver(1).url());
        var a = Server.named("a");
        var b = Server.named("b")) {
      SimulatedReceiver receiver = simulator.receiver(1);

      assertThat(a.refusal(proxy.url()).reason()).isEqualTo(FailureReason.QUOTA);
      int asked = receiver.counters().httpRequests();
      ReceiverHealth direct = b.check(receiver.url());
      ReceiverHealth other = b.check(another.url());
      ReceiverFailure again = b.refusal(another.url());
      ReceiverFailure first = b.refusal(proxy.url());

      assertThat(direct.failure()).contains(FailureReason.QUOTA);
      assertThat(direct.asked()).isFalse();
      assertThat(other.failure()).contains(FailureReason.QUOTA);
      assertThat(other.asked()).isFalse();
      assertThat(again).hasMessageContaining("none of our servers asks it before");
      assertThat(first).hasMessageContaining("none of our servers asks it before");
      assertThat(receiver.counters().httpRequests()).isEqualTo(asked);
      assertThat(proxy.accepted()).isEqualTo(1);
      assertThat(read("select count(*) from receiver_bans"))
          .as("who is told of a ban says nothing new")
          .isEqualTo("2");
    }
  }

  @Test
  void heedsWhatAReceiverToldAnotherServerWhileItsTurnWasWaitedFor() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var b = Server.patient("b");
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var a = postgres.connect();
        var statement = a.createStatement()) {
      SimulatedReceiver receiver = simulator.receiver(1);
      int port = receiver.url().getPort();
      a.setAutoCommit(false);
      statement.execute(
          "insert into receiver_leases values ('127.0.0.1', %d, gen_random_uuid(), 'a', now())"
              .formatted(port));

      Future<ReceiverHealth> health = threads.submit(() -> b.check(receiver.url()));
      while (read("select count(*) from pg_locks where not granted").equals("0")) {
        Thread.sleep(10);
      }
      statement.execute(
          "insert into receiver_bans values"
              + " ('127.0.0.1', %d, 'QUOTA', 'not today', now() + interval '1 minute')"
                  .formatted(port));
      statement.execute("delete from receiver_leases");
      a.commit();

      assertThat(health.get().failure()).contains(FailureReason.QUOTA);
      assertThat(health.get().asked()).isFalse();
      assertThat(receiver.counters().httpRequests()).isZero();
      assertThat(read("select count(*) from receiver_leases")).isEqualTo("0");
    }
  }

  @Test
  void takesTheTurnAtAnAddressThatAnotherRedirectsTo() throws Exception {
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(1));
        var proxy = redirecting(simulator.receiver(1).url());
        var a = Server.named("a");
        var b = Server.named("b")) {
      try (IqStream stream = a.open(proxy.url())) {
        assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
        assertThat(read("select count(*) from receiver_leases")).isEqualTo("2");
        ReceiverHealth health = b.check(simulator.receiver(1).url());

        assertThat(health.asked()).isFalse();
        assertThat(health.failure()).contains(FailureReason.BUSY);
      }
      try (IqStream _ = b.open(simulator.receiver(1).url())) {
        ReceiverFailure busy = a.refusal(proxy.url());

        assertThat(busy.reason()).isEqualTo(FailureReason.BUSY);
        assertThat(busy).hasMessageContaining("of ours");
      }
      assertThat(simulator.receiver(1).counters().mostOpen()).isEqualTo(1);
    }
  }

  /// A receiver of driver http redirects when it is asked for samples, long after it was opened.
  @Test
  void takesTheTurnWhereAStartedStreamIsSentOnTo() throws Exception {
    try (var receiver = sending();
        var proxy = redirecting(receiver.url());
        var another = redirecting(receiver.url());
        var a = Courtesy.open(database, "a", dialer());
        var b = Courtesy.open(database, "b", dialer())) {
      ReceiverDriver ours = a.around(http());
      ReceiverDriver others = b.around(http());
      try (IqStream stream = ours.open(target(proxy.url()), TUNING)) {
        assertThat(read("select count(*) from receiver_leases")).isEqualTo("1");
        stream.start();
        assertThat(read("select count(*) from receiver_leases")).isEqualTo("2");

        ReceiverHealth health = others.check(target(receiver.url()), TUNING);

        assertThat(health.asked()).isFalse();
        assertThat(health.failure()).contains(FailureReason.BUSY);
        assertThat(receiver.accepted()).isEqualTo(1);
        execute("update receiver_leases set node_id = 'b', holder = gen_random_uuid()");
        assertThat(readToItsEnd(stream)).hasMessageContaining("another server of ours");
      }
      execute("delete from receiver_leases");
      try (IqStream direct = others.open(target(receiver.url()), TUNING);
          IqStream stream = ours.open(target(proxy.url()), TUNING)) {
        direct.start();
        int accepted = receiver.accepted();

        assertThat(catchThrowableOfType(ReceiverFailure.class, stream::start).reason())
            .isEqualTo(FailureReason.BUSY);
        assertThat(ours.check(target(another.url()), TUNING).asked()).isFalse();
        assertThat(receiver.accepted()).isEqualTo(accepted);
      }
    }
  }

  private static ScriptedServer sending() {
    return new ScriptedServer(socket -> {
      String _ = ScriptedServer.readRequest(socket);
      ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
      while (true) {
        socket.getOutputStream().write(new byte[4096]);
      }
    });
  }

  private static ReceiverDriver http() {
    return new HttpReceiver("test", dialer(), InstantSource.system());
  }

  private static ScriptedServer redirecting(URI to) throws IOException {
    return new ScriptedServer(socket -> {
      String path = ScriptedServer.readRequest(socket).split(" ", 3)[1];
      ScriptedServer.write(
          socket, "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + to + path + "\r\n\r\n");
    });
  }

  private static ReceiverFailure readToItsEnd(IqStream stream) {
    var block = new IqBlock(stream.blockCapacity());
    return catchThrowableOfType(
        ReceiverFailure.class,
        () -> {
          while (stream.next(block)) {
            assertThat(block.count()).isPositive();
          }
        });
  }

  private static DatabaseConfig config(EmbeddedPostgres server) {
    return DatabaseConfig.of(
        server.getJdbcUrl("postgres", "postgres"), "postgres", DatabasePassword.of("postgres"));
  }

  private static DataSource counting(DataSource pool, AtomicInteger connections) {
    return (DataSource)
        Proxy.newProxyInstance(
            CourtesyIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              connections.incrementAndGet();
              return method.invoke(pool, arguments);
            });
  }

  private static Dialer dialer() {
    return new Dialer(Duration.ofSeconds(5), InetAddress::isLoopbackAddress);
  }

  private static ReceiverTarget target(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofSeconds(5));
  }

  private static void hold(String node, Claim claim, Duration length) {
    var held =
        database
            .transactions()
            .inTransaction(tx -> new LeaseRepository().hold(tx, node, Set.of(claim), length));
    assertThat(held).containsExactly(claim);
  }

  private static void execute(String sql) {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static String read(String sql) {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /// One server of ours: its courtesy around a driver of its own.
  private static final class Server implements AutoCloseable {

    private final Courtesy courtesy;
    private final ReceiverDriver driver;

    Server(Courtesy courtesy) {
      this.courtesy = courtesy;
      this.driver =
          courtesy.around(
              new KiwiReceiver(
                  new KiwiOptions("test", Duration.ZERO, 50), dialer(), InstantSource.system()));
    }

    static Server named(String node) {
      return new Server(Courtesy.open(database, node, dialer()));
    }

    static Server named(String node, Duration rest) {
      var bounds = new Courtesy.Bounds(rest, Courtesy.LONGEST_CHECK);
      return new Server(Courtesy.open(database, node, dialer(), bounds));
    }

    /// One whose checks end as slowly as a slow machine makes them.
    static Server patient(String node) {
      return new Server(PatientCourtesy.open(database, node, dialer()));
    }

    IqStream open(URI url) throws ReceiverFailure {
      return driver.open(target(url), TUNING);
    }

    ReceiverHealth check(URI url) {
      return driver.check(target(url), TUNING);
    }

    ReceiverFailure refusal(URI url) {
      return catchThrowableOfType(
          ReceiverFailure.class,
          () -> {
            try (IqStream _ = open(url)) {
              throw new AssertionError("the receiver was opened");
            }
          });
    }

    @Override
    public void close() {
      courtesy.close();
    }
  }
}
