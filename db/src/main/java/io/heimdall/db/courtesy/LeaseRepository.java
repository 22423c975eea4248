package io.heimdall.db.courtesy;

import static io.heimdall.db.jooq.Tables.RECEIVER_LEASES;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Who holds the one connection an address may have from us. Stateless. Leases run by the
/// database's clock, so that those of servers need not agree.
///
/// Lock order: every statement here locks its rows by rising address and port, so that any number
/// of servers may run them on overlapping rows at once. Two statements are two orders: a
/// transaction runs one of them, or after it only what touches no rows but those it has locked.
public final class LeaseRepository {

  private static final String CLAIMED = "claimed";
  private static final Field<String> ADDRESS = DSL.field(name(CLAIMED, "address"), String.class);
  private static final Field<Integer> PORT = DSL.field(name(CLAIMED, "port"), Integer.class);
  private static final Field<UUID> HOLDER = DSL.field(name(CLAIMED, "holder"), UUID.class);

  /// Makes a repository, which holds nothing of its own.
  public LeaseRepository() {}

  /// Takes what is free, has expired, or is the claimant's already, any number with one statement.
  /// So it takes leases, renews them, and puts back those that went missing.
  ///
  /// @param tx the transaction
  /// @param nodeId the claimants' server
  /// @param claims what is claimed, each address once
  /// @param length how long it is theirs
  /// @return those claims that hold now; the others are somebody else's
  public Set<Claim> hold(Tx tx, String nodeId, Collection<Claim> claims, Duration length) {
    List<Claim> wanted = List.copyOf(claims);
    return new HashSet<>(
        Sql.on(tx)
            .insertInto(
                RECEIVER_LEASES,
                RECEIVER_LEASES.ADDRESS,
                RECEIVER_LEASES.PORT,
                RECEIVER_LEASES.HOLDER,
                RECEIVER_LEASES.NODE_ID,
                RECEIVER_LEASES.EXPIRES_AT)
            .select(
                select(ADDRESS, PORT, HOLDER, val(nodeId), Addresses.after(length))
                    .from(claimed(wanted))
                    .orderBy(ADDRESS, PORT))
            .onConflict(RECEIVER_LEASES.ADDRESS, RECEIVER_LEASES.PORT)
            .doUpdate()
            .set(RECEIVER_LEASES.HOLDER, excluded(RECEIVER_LEASES.HOLDER))
            .set(RECEIVER_LEASES.NODE_ID, excluded(RECEIVER_LEASES.NODE_ID))
            .set(RECEIVER_LEASES.EXPIRES_AT, excluded(RECEIVER_LEASES.EXPIRES_AT))
            .where(
                RECEIVER_LEASES
                    .HOLDER
                    .eq(excluded(RECEIVER_LEASES.HOLDER))
                    .or(RECEIVER_LEASES.EXPIRES_AT.le(currentInstant())))
            .returningResult(RECEIVER_LEASES.ADDRESS, RECEIVER_LEASES.PORT, RECEIVER_LEASES.HOLDER)
            .fetch(
                mapping((address, port, holder) ->
                    new Claim(new ReceiverAddress(address, port), holder))));
  }

  private static Table<?> claimed(List<Claim> claims) {
    return table(
            "unnest({0}, {1}, {2})",
            val(
                claims.stream().map(claim -> claim.at().address()).toArray(String[]::new),
                SQLDataType.VARCHAR.array()),
            val(
                claims.stream().map(claim -> claim.at().port()).toArray(Integer[]::new),
                SQLDataType.INTEGER.array()),
            val(claims.stream().map(Claim::holder).toArray(UUID[]::new), SQLDataType.UUID.array()))
        .as(CLAIMED, "address", "port", "holder");
  }

  /// Gives back what connections of a server hold, with one statement.
  ///
  /// @param tx the transaction
  /// @param nodeId their server
  /// @param holders the connections
  /// @return how many addresses are free now
  public int release(Tx tx, String nodeId, Collection<UUID> holders) {
    return delete(
        tx,
        RECEIVER_LEASES
            .NODE_ID
            .eq(nodeId)
            .and(RECEIVER_LEASES.HOLDER.eq(any(holders.toArray(new UUID[0])))));
  }

  /// Gives back what an earlier process of a server held, which is gone for certain.
  ///
  /// @param tx the transaction
  /// @param nodeId the server
  /// @return how many addresses are free now
  public int releaseAllOf(Tx tx, String nodeId) {
    return delete(tx, RECEIVER_LEASES.NODE_ID.eq(nodeId));
  }

  /// Removes leases that nobody has renewed for long.
  ///
  /// @param tx the transaction
  /// @param silence how long after their end
  /// @return how many
  public int forget(Tx tx, Duration silence) {
    return delete(tx, RECEIVER_LEASES.EXPIRES_AT.lt(Addresses.after(silence.negated())));
  }

  private static int delete(Tx tx, Condition which) {
    return Sql.on(tx)
        .deleteFrom(RECEIVER_LEASES)
        .where(
            row(RECEIVER_LEASES.ADDRESS, RECEIVER_LEASES.PORT)
                .in(
                    select(RECEIVER_LEASES.ADDRESS, RECEIVER_LEASES.PORT)
                        .from(RECEIVER_LEASES)
                        .where(which)
                        .orderBy(RECEIVER_LEASES.ADDRESS, RECEIVER_LEASES.PORT)
                        .forUpdate()))
        .execute();
  }
}
