package io.heimdall.db.courtesy;

import static io.heimdall.db.jooq.Tables.RECEIVER_BANS;
import static java.util.stream.Collectors.toMap;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// The bans. Stateless. They run by the database's clock, so that those of servers need not agree.
public final class BanRepository {

  private static final String SAID = "said";
  private static final Field<String> ADDRESS = DSL.field(name(SAID, "address"), String.class);
  private static final Field<Integer> PORT = DSL.field(name(SAID, "port"), Integer.class);
  private static final Field<String> REASON = DSL.field(name(SAID, "reason"), String.class);
  private static final Field<String> MESSAGE = DSL.field(name(SAID, "message"), String.class);

  /// Makes a repository, which holds nothing of its own.
  public BanRepository() {}

  /// Keeps bans, any number with one statement. One that is there is replaced, and ends no earlier
  /// than it would have.
  ///
  /// @param tx the transaction
  /// @param bans what was said
  /// @param length how long from now on
  public void put(Tx tx, Collection<NewBan> bans, Duration length) {
    List<NewBan> last =
        List.copyOf(
            bans.stream().collect(toMap(NewBan::at, ban -> ban, (_, newer) -> newer)).values());
    int kept =
        Sql.on(tx)
            .insertInto(
                RECEIVER_BANS,
                RECEIVER_BANS.ADDRESS,
                RECEIVER_BANS.PORT,
                RECEIVER_BANS.REASON,
                RECEIVER_BANS.MESSAGE,
                RECEIVER_BANS.UNTIL)
            .select(
                select(ADDRESS, PORT, REASON, MESSAGE, Addresses.after(length))
                    .from(
                        table(
                                "unnest({0}, {1}, {2}, {3})",
                                texts(last.stream().map(ban -> ban.at().address())),
                                val(
                                    last.stream()
                                        .map(ban -> ban.at().port())
                                        .toArray(Integer[]::new),
                                    SQLDataType.INTEGER.array()),
                                texts(last.stream().map(NewBan::reason)),
                                texts(last.stream().map(NewBan::message)))
                            .as(SAID, "address", "port", "reason", "message"))
                    .orderBy(ADDRESS, PORT))
            .onConflict(RECEIVER_BANS.ADDRESS, RECEIVER_BANS.PORT)
            .doUpdate()
            .set(RECEIVER_BANS.REASON, excluded(RECEIVER_BANS.REASON))
            .set(RECEIVER_BANS.MESSAGE, excluded(RECEIVER_BANS.MESSAGE))
            .set(RECEIVER_BANS.UNTIL, greatest(RECEIVER_BANS.UNTIL, excluded(RECEIVER_BANS.UNTIL)))
            .execute();
    Sql.expect(kept, last.size(), "keep bans");
  }

  private static Field<String[]> texts(Stream<String> values) {
    return val(values.toArray(String[]::new), SQLDataType.VARCHAR.array());
  }

  /// Finds the bans of addresses that are not over, with one statement.
  ///
  /// @param tx the transaction
  /// @param addresses where
  /// @return the bans, by address
  public Map<ReceiverAddress, Ban> find(Tx tx, Collection<ReceiverAddress> addresses) {
    return Sql.on(tx)
        .select(
            RECEIVER_BANS.ADDRESS,
            RECEIVER_BANS.PORT,
            RECEIVER_BANS.REASON,
            RECEIVER_BANS.MESSAGE,
            RECEIVER_BANS.UNTIL)
        .from(RECEIVER_BANS)
        .where(Addresses.among(addresses, RECEIVER_BANS.ADDRESS, RECEIVER_BANS.PORT))
        .and(RECEIVER_BANS.UNTIL.gt(currentInstant()))
        .fetch(
            mapping((address, port, reason, message, until) ->
                new Ban(new ReceiverAddress(address, port), reason, message, until)))
        .stream()
        .collect(toMap(Ban::at, ban -> ban));
  }

  /// Removes bans that are over.
  ///
  /// @param tx the transaction
  /// @return how many
  public int forget(Tx tx) {
    return Sql.on(tx)
        .deleteFrom(RECEIVER_BANS)
        .where(RECEIVER_BANS.UNTIL.le(currentInstant()))
        .execute();
  }
}
