package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jooq.impl.SQLDataType;

/// The passwords of receivers, which are read by nobody who reads receivers. Stateless.
public final class SealedPasswords {

  /// Makes a repository, which holds nothing of its own.
  public SealedPasswords() {}

  /// Removes the password of a receiver. Not a change of what is said of it: its revision stays.
  ///
  /// @param tx the transaction
  /// @param id the receiver
  public void remove(Tx tx, int id) {
    int removed =
        Sql.on(tx)
            .update(RECEIVERS)
            .setNull(RECEIVERS.PASSWORD_SEALED)
            .where(RECEIVERS.ID.eq(id))
            .execute();
    Sql.expect(removed, 1, "remove the password of receiver " + id);
  }

  /// Keeps passwords of receivers, with one statement. Not a change of what is said of them: their
  /// revisions stay.
  ///
  /// @param tx the transaction
  /// @param passwords the passwords by the ids of their receivers
  public void put(Tx tx, Map<Integer, SealedPassword> passwords) {
    List<Map.Entry<Integer, SealedPassword>> given = List.copyOf(passwords.entrySet());
    Integer[] ids = given.stream().map(Map.Entry::getKey).toArray(Integer[]::new);
    String[] sealed =
        given.stream()
            .map(one -> HexFormat.of().formatHex(one.getValue().bytes()))
            .toArray(String[]::new);
    int kept =
        Sql.on(tx)
            .update(RECEIVERS)
            .set(RECEIVERS.PASSWORD_SEALED, field("decode(given.sealed, 'hex')", byte[].class))
            .from(
                table(
                    "unnest({0}, {1}) as given (id, sealed)",
                    cast(val(ids), SQLDataType.INTEGER.array()),
                    cast(val(sealed), SQLDataType.CLOB.array())))
            .where(RECEIVERS.ID.eq(field("given.id", Integer.class)))
            .execute();
    Sql.expect(kept, ids.length, "keep passwords of receivers");
  }

  /// Finds passwords, with one statement.
  ///
  /// @param tx the transaction
  /// @param ids the receivers
  /// @return the passwords of those that have one, by id
  public Map<Integer, SealedPassword> of(Tx tx, Collection<Integer> ids) {
    return Sql.on(tx)
        .select(RECEIVERS.ID, RECEIVERS.PASSWORD_SEALED)
        .from(RECEIVERS)
        .where(RECEIVERS.ID.eq(any(ids.toArray(new Integer[0]))))
        .and(RECEIVERS.PASSWORD_SEALED.isNotNull())
        .fetchMap(RECEIVERS.ID, row -> new SealedPassword(row.get(RECEIVERS.PASSWORD_SEALED)));
  }
}
