package io.heimdall.db.sql;

import io.heimdall.db.Tx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/// Locks that others may hold for as long as they like. Everybody who comes later queues behind
/// whoever waits for one, so that none is waited for here for more than two seconds.
public final class Locks {

  private static final Logger LOG = System.getLogger(Locks.class.getName());

  private Locks() {}

  /// Does what needs locks, unless one of them stays taken; then nothing is done, and the
  /// transaction goes on.
  ///
  /// @param <T> what comes of it
  /// @param tx the transaction, which holds the locks until it ends
  /// @param work what to do, for people: "dropping old chunks"
  /// @param statements it
  /// @return what came of it; empty when a lock stayed taken
  public static <T> Optional<T> soon(Tx tx, String work, Function<DSLContext, T> statements) {
    DSLContext sql = Sql.on(tx);
    var _ = sql.execute("savepoint before_locks");
    try {
      var _ = sql.execute("set local lock_timeout = '2s'");
      T done = statements.apply(sql);
      var _ = sql.execute("set local lock_timeout to default");
      var _ = sql.execute("release savepoint before_locks");
      return Optional.of(done);
    } catch (DataAccessException failure) {
      if (!Sql.locked(failure)) {
        throw failure;
      }
      var _ = sql.execute("rollback to savepoint before_locks");
      LOG.log(Level.INFO, "{0} is put off: others hold locks", work);
      return Optional.empty();
    }
  }
}
