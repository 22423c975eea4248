package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_GARBAGE;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// Objects of artifacts that no row needs any more. Stateless.
public final class ObjectGarbage {

  /// Makes one, which holds nothing of its own.
  public ObjectGarbage() {}

  /// Lets go of objects, which may be there or not.
  ///
  /// @param tx the transaction in which the last row that needs them goes
  /// @param objectKeys the objects
  /// @param removeAt when they can be removed: who reads them now is done by then
  public void add(Tx tx, Collection<String> objectKeys, Instant removeAt) {
    if (objectKeys.isEmpty()) {
      return;
    }
    var _ =
        Sql.on(tx)
            .insertInto(ARTIFACT_GARBAGE, ARTIFACT_GARBAGE.OBJECT_KEY, ARTIFACT_GARBAGE.REMOVE_AT)
            .select(
                Sql.on(tx)
                    .select(
                        DSL.field("key", SQLDataType.CLOB), DSL.val(removeAt, SQLDataType.INSTANT))
                    .from(
                        DSL.table("unnest({0})", DSL.val(objectKeys.toArray(String[]::new)))
                            .as("keys", "key")))
            .onConflict(ARTIFACT_GARBAGE.OBJECT_KEY)
            .doNothing()
            .execute();
  }

  /// Keeps an object, which may be garbage already or not be there yet, for a while and no longer.
  ///
  /// @param tx the transaction
  /// @param objectKey the object
  /// @param until it is not removed before
  public void keep(Tx tx, String objectKey, Instant until) {
    var _ =
        Sql.on(tx)
            .insertInto(ARTIFACT_GARBAGE)
            .set(ARTIFACT_GARBAGE.OBJECT_KEY, objectKey)
            .set(ARTIFACT_GARBAGE.REMOVE_AT, until)
            .onConflict(ARTIFACT_GARBAGE.OBJECT_KEY)
            .doUpdate()
            .set(
                ARTIFACT_GARBAGE.REMOVE_AT,
                DSL.greatest(ARTIFACT_GARBAGE.REMOVE_AT, DSL.excluded(ARTIFACT_GARBAGE.REMOVE_AT)))
            .execute();
  }

  /// Keeps plain copies of a file that are sure to be there still: none of them is about to be
  /// removed.
  ///
  /// @param tx the transaction
  /// @param prefix what their keys begin with, `temp/plain/` and more
  /// @param now the host's time
  /// @param until they are not removed before
  /// @return their keys
  public List<String> keepCopies(Tx tx, String prefix, Instant now, Instant until) {
    return Sql.on(tx)
        .update(ARTIFACT_GARBAGE)
        .set(
            ARTIFACT_GARBAGE.REMOVE_AT,
            DSL.greatest(ARTIFACT_GARBAGE.REMOVE_AT, DSL.val(until, SQLDataType.INSTANT)))
        // As the index has it.
        .where(DSL.condition("{0} like 'temp/plain/%'", ARTIFACT_GARBAGE.OBJECT_KEY))
        .and(
            DSL.condition(
                "{0} collate \"C\" between {1} and {2}",
                ARTIFACT_GARBAGE.OBJECT_KEY, DSL.val(prefix), DSL.val(prefix + "~")))
        .and(ARTIFACT_GARBAGE.REMOVE_AT.gt(Sql.latest(now)))
        .returning(ARTIFACT_GARBAGE.OBJECT_KEY)
        .fetch(ARTIFACT_GARBAGE.OBJECT_KEY);
  }

  /// An object that can be removed.
  ///
  /// @param removeAt when its time came
  /// @param objectKey the object
  public record Due(Instant removeAt, String objectKey) {}

  /// Finds objects that can be removed.
  ///
  /// @param tx the transaction
  /// @param now the host's time; those whose time has come by it, and by the database's
  /// @param after the object to go on after; null for the first page
  /// @param limit the most to return
  /// @return the objects, those first whose time came first
  public List<Due> due(Tx tx, Instant now, @Nullable Due after, int limit) {
    return Sql.on(tx)
        .select(ARTIFACT_GARBAGE.REMOVE_AT, ARTIFACT_GARBAGE.OBJECT_KEY)
        .from(ARTIFACT_GARBAGE)
        .where(ARTIFACT_GARBAGE.REMOVE_AT.le(Sql.due(now)))
        .and(
            Sql.when(
                after,
                last ->
                    DSL.row(ARTIFACT_GARBAGE.REMOVE_AT, ARTIFACT_GARBAGE.OBJECT_KEY)
                        .gt(last.removeAt(), last.objectKey())))
        .orderBy(ARTIFACT_GARBAGE.REMOVE_AT, ARTIFACT_GARBAGE.OBJECT_KEY)
        .limit(limit)
        .fetch(mapping(Due::new));
  }

  /// Forgets objects that have been removed.
  ///
  /// @param tx the transaction
  /// @param objectKeys the objects
  public void removed(Tx tx, Collection<String> objectKeys) {
    var _ =
        Sql.on(tx)
            .deleteFrom(ARTIFACT_GARBAGE)
            .where(ARTIFACT_GARBAGE.OBJECT_KEY.eq(any(objectKeys.toArray(String[]::new))))
            .execute();
  }
}
