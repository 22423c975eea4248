package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.courtesy.BanRepository;
import io.heimdall.db.courtesy.LeaseRepository;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.wire.Dialer;
import java.time.Duration;

/// Good manners towards receivers, put around each driver.
///
/// - One connection at a time to an address and port, from all servers on one database; also to
///   those a receiver redirects to.
/// - A receiver that has said that our listening time of the day is used up is not asked again for
///   24 h, by any server, whatever is restarted.
/// - One that was full or refused is not asked again by this server for 15 s, unless somebody
///   checks it.
///
/// Turns are taken and renewed by the database's clock, and expire 8 s after the last renewal. An
/// outage of the database ends no connection: nobody else can take a turn meanwhile. Where only
/// this server is cut off from the database, another may connect 8 s later, and both are connected
/// until this server's run gives itself up, 52 s at most. Safe for any number of threads.
public final class Courtesy implements AutoCloseable {

  /// The longest a check takes, from the look-up of a name on.
  static final Duration LONGEST_CHECK = Duration.ofSeconds(4);

  /// Who wants to receive outlasts a check, and an earlier connection that is being ended.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /// Who wants to check only outlasts an earlier connection that is being ended.
  static final Duration LONGEST_WAIT_OF_A_CHECK = Duration.ofSeconds(1);

  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private final Transactions transactions;
  private final Passage.House house;
  private final TurnKeeper keeper;

  /// How long what is done to receivers may take.
  ///
  /// @param rest how long one that turned us away is not asked again
  /// @param longestCheck the longest a check takes, from the look-up of a name on
  record Bounds(Duration rest, Duration longestCheck) {

    /// What servers keep to.
    static final Bounds DEFAULT = new Bounds(Rests.REST, LONGEST_CHECK);
  }

  private Courtesy(Transactions transactions, String nodeId, Dialer dialer, Bounds bounds) {
    this.transactions = transactions;
    var turns = new Turns();
    house =
        new Passage.House(
            new Doors(dialer), turns, new Rests(bounds.rest()), bounds.longestCheck());
    keeper = new TurnKeeper(transactions, nodeId, turns);
  }

  /// Begins to keep this server's turns.
  ///
  /// @param database shared with the other servers
  /// @param nodeId names this server, and stays the same over restarts
  /// @param dialer resolves names as it does for the drivers
  /// @return the courtesy, which the caller closes after everything that uses its drivers
  public static Courtesy open(Database database, String nodeId, Dialer dialer) {
    return open(database, nodeId, dialer, Bounds.DEFAULT);
  }

  static Courtesy open(Database database, String nodeId, Dialer dialer, Bounds bounds) {
    return new Courtesy(new Transactions(database.heartbeats()), nodeId, dialer, bounds);
  }

  /// Puts good manners around a driver.
  ///
  /// @param driver speaks to receivers
  /// @return the same, politely
  public ReceiverDriver around(ReceiverDriver driver) {
    return new PoliteDriver(driver, house);
  }

  /// Removes what has expired long ago.
  public void forget() {
    transactions.runInTransaction(tx -> {
      int _ = new LeaseRepository().forget(tx, FORGOTTEN_AFTER);
      int _ = new BanRepository().forget(tx);
    });
  }

  /// Gives back every turn. Nobody gets one any more.
  @Override
  public void close() {
    keeper.close();
  }
}
