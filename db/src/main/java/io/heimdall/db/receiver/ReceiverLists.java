package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.inline;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Map;

/// Many receivers at once. Stateless.
public final class ReceiverLists {

  private static final long LOCK = 0x6865696d_6c697374L;

  /// Makes a repository, which holds nothing of its own.
  public ReceiverLists() {}

  /// Keeps others from adding lists of receivers until the transaction ends, so that what one finds
  /// missing is not added twice.
  ///
  /// @param tx the transaction
  public void lock(Tx tx) {
    var _ = Sql.on(tx).fetch("select pg_advisory_xact_lock({0})", inline(LOCK));
  }

  /// What tells each receiver from the others, of all that are not deleted.
  ///
  /// @param tx the transaction
  /// @return in any order
  public List<KnownReceiver> known(Tx tx) {
    return Sql.on(tx)
        .select(RECEIVERS.NAME, RECEIVERS.DRIVER, RECEIVERS.URL)
        .from(RECEIVERS)
        .where(RECEIVERS.DELETED_AT.isNull())
        .fetch(mapping(KnownReceiver::new));
  }

  /// Adds receivers, with one statement.
  ///
  /// @param tx the transaction
  /// @param owner who adds them
  /// @param specs what is said of them, under different names
  /// @return their new ids, in the same order
  /// @throws DuplicateReceiverException when the name of any of them is taken
  public List<Integer> create(Tx tx, String owner, List<ReceiverSpec> specs) {
    Map<String, Integer> ids =
        ReceiverRepository.refusingDuplicates(
            "one of %d receivers".formatted(specs.size()),
            () ->
                ReceiverRow.insert(owner)
                    .rows(Sql.on(tx), specs)
                    .returningResult(RECEIVERS.NAME, RECEIVERS.ID)
                    .fetchMap(RECEIVERS.NAME, RECEIVERS.ID));
    Sql.expect(ids.size(), specs.size(), "add receivers");
    return specs.stream().map(spec -> ids.get(spec.name())).toList();
  }
}
