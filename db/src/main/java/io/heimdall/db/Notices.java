package io.heimdall.db;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/// Sends notices, which reach every [NoticeConnection] on the channel once the transaction is
/// committed. Notices of one transaction that are the same are delivered once.
public final class Notices {

  /// A notice that a crash of the server loses is worth no wait for its disk.
  private static final String SEND =
      "select set_config('synchronous_commit', 'off', true), pg_notify(?, payload)"
          + " from unnest(?) as payload";

  private Notices() {}

  /// Sends notices with the transaction, which must write nothing else: it does not wait for the
  /// disk.
  ///
  /// @param tx the transaction
  /// @param channel where to
  /// @param payloads what to say
  public static void send(Tx tx, String channel, Collection<String> payloads) {
    try (PreparedStatement statement = tx.connection().prepareStatement(SEND)) {
      Array array = tx.connection().createArrayOf("text", payloads.toArray());
      statement.setString(1, channel);
      statement.setArray(2, array);
      statement.execute();
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }
}
