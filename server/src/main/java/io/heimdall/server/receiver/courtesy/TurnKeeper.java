package io.heimdall.server.receiver.courtesy;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.courtesy.Ban;
import io.heimdall.db.courtesy.BanRepository;
import io.heimdall.db.courtesy.Claim;
import io.heimdall.db.courtesy.LeaseRepository;
import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Takes, renews and gives back this server's turns in the database, from one thread of its own. A
/// round is up to three short transactions. Bans are kept before turns are given back, so that no
/// other server gets a turn between a receiver's word and its row. Turns are given back before
/// others are taken, and not together with them: each transaction locks leases in one order, so
/// that no two servers wait for each other.
final class TurnKeeper implements AutoCloseable {

  /// How long a turn outlives its last renewal. Shorter than it takes until another server goes on
  /// with the work of one that died, which then can connect at once.
  static final Duration LENGTH = Duration.ofSeconds(8);

  /// How long a receiver that has told us to stay away is left alone.
  static final Duration BAN = Duration.ofHours(24);

  private static final System.Logger LOG = System.getLogger(TurnKeeper.class.getName());

  private static final long RENEWAL_NANOS = Duration.ofSeconds(2).toNanos();

  /// How often a turn is asked for that another server has, or that the database does not give.
  private static final long AGAIN_NANOS = Duration.ofMillis(250).toNanos();

  private static final Duration END_BOUND = Duration.ofSeconds(8);

  private final Transactions transactions;
  private final String nodeId;
  private final Turns turns;
  private final LeaseRepository leases = new LeaseRepository();
  private final BanRepository bans = new BanRepository();
  private final Thread thread;

  // The thread's own.
  private long renewedNanos = System.nanoTime();
  private boolean failing;

  /// Begins. What an earlier process of this server held is given back: its data directory is this
  /// one's, so it has ended.
  ///
  /// @param transactions where turns are kept; of connections that answer soon or never
  /// @param nodeId this server
  /// @param turns who has, wants or gives back
  TurnKeeper(Transactions transactions, String nodeId, Turns turns) {
    this.transactions = transactions;
    this.nodeId = nodeId;
    this.turns = turns;
    int freed = transactions.inTransaction(tx -> leases.releaseAllOf(tx, nodeId));
    if (freed > 0) {
      LOG.log(INFO, "{0} receivers of an earlier process are free again", freed);
    }
    thread = Thread.ofVirtual().name("receiver-turns").start(this::keep);
  }

  private void keep() {
    try {
      while (!turns.closed()) {
        rest();
        round();
      }
      // What was given back while the last one was under way.
      round();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest() throws InterruptedException {
    if (failing) {
      turns.awaitEnd(AGAIN_NANOS);
      return;
    }
    long dueNanos = renewedNanos + RENEWAL_NANOS - System.nanoTime();
    turns.awaitNews(turns.waiting() ? Math.min(AGAIN_NANOS, dueNanos) : dueNanos);
  }

  private void round() {
    long nowNanos = System.nanoTime();
    boolean renewing = nowNanos - renewedNanos >= RENEWAL_NANOS;
    Round round = turns.begin(renewing);
    List<Runnable> hangUps = List.of();
    try {
      if (!round.empty()) {
        keep(round.bans());
        giveBack(round);
        round = round.withoutLeaving();
        hangUps = turns.end(round, hold(round));
        noteSuccess();
      }
      if (renewing) {
        renewedNanos = nowNanos;
      }
    } catch (RuntimeException e) {
      noteFailure(e);
      turns.fail(round);
    }
    hangUps.forEach(end -> Thread.ofVirtual().start(() -> hangUp(end)));
  }

  /// The rounds go on meanwhile, and whatever comes of it.
  private static void hangUp(Runnable end) {
    try {
      end.run();
    } catch (RuntimeException e) {
      LOG.log(ERROR, "a connection that is another server's now does not end properly", e);
    }
  }

  private void noteSuccess() {
    if (failing) {
      LOG.log(INFO, "the turns at receivers are kept in the database again");
    }
    failing = false;
  }

  private void noteFailure(RuntimeException e) {
    if (!(e instanceof DatabaseException)) {
      LOG.log(ERROR, "the turns at receivers are looked at again", e);
    } else if (!failing) {
      LOG.log(WARNING, "the turns at receivers are not renewed for now: {0}", e.getMessage());
    }
    failing = true;
  }

  /// Keeps bans. One that the database refuses for good is given up, alone: whatever a receiver
  /// says, turns must go on being renewed.
  private void keep(List<NewBan> heard) {
    if (heard.isEmpty() || accepted(heard)) {
      return;
    }
    for (NewBan ban : heard) {
      if (!accepted(List.of(ban))) {
        LOG.log(
            ERROR,
            "that {0} wants nobody back is not kept: the database refuses it ({1})",
            ban.at(),
            ban.reason());
      }
    }
  }

  private boolean accepted(List<NewBan> heard) {
    try {
      transactions.runInTransaction(tx -> bans.put(tx, heard, BAN));
      return true;
    } catch (DatabaseUnavailableException e) {
      throw e;
    } catch (DatabaseException e) {
      LOG.log(WARNING, "bans are not kept: {0}", e.getMessage());
      return false;
    }
  }

  private void giveBack(Round round) {
    if (!round.leaving().isEmpty()) {
      transactions.runInTransaction(tx -> release(tx, round.leaving()));
      turns.over(round);
    }
  }

  private Round.Found hold(Round round) {
    return round.holdsNothing()
        ? new Round.Found(Map.of(), Set.of())
        : transactions.inTransaction(tx -> hold(tx, round));
  }

  private Round.Found hold(Tx tx, Round round) {
    List<Claim> claims =
        Stream.concat(round.held().stream(), round.asked().stream())
            .flatMap(turn -> turn.claims().stream())
            .toList();
    Set<Claim> held = leases.hold(tx, nodeId, claims, LENGTH);
    // Only now: who had a lease before us kept its receiver's word before giving the lease back.
    Map<ReceiverAddress, Ban> banned = bansFor(tx, round.asked());
    List<Turn> inVain =
        round.asked().stream()
            .filter(turn -> !turn.allIn(held) || turn.door().stream().anyMatch(banned::containsKey))
            .filter(turn -> turn.claims().stream().anyMatch(held::contains))
            .toList();
    if (!inVain.isEmpty()) {
      // No second order of locks: these rows have just been taken.
      release(tx, inVain);
    }
    return new Round.Found(banned, held);
  }

  private Map<ReceiverAddress, Ban> bansFor(Tx tx, List<Turn> asked) {
    return asked.isEmpty()
        ? Map.of()
        : bans.find(tx, asked.stream().flatMap(turn -> turn.door().stream()).toList());
  }

  private void release(Tx tx, List<Turn> which) {
    int _ = leases.release(tx, nodeId, which.stream().map(Turn::holder).toList());
  }

  /// Gives back everything and ends. Bounded; what the database does not take expires.
  @Override
  public void close() {
    turns.close();
    try {
      if (!thread.join(END_BOUND)) {
        LOG.log(WARNING, "the turns at receivers were not given back within {0}", END_BOUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
