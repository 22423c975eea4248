package io.heimdall.db.node;

import static io.heimdall.db.jooq.Tables.NODES;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The servers that are up. Stateless. Times are the database's, so that clocks of servers need not
/// agree.
public final class NodeRepository {

  /// Makes a repository, which holds nothing of its own.
  public NodeRepository() {}

  /// Says that a server is up, or still up. One of the same name that was here before is replaced.
  ///
  /// @param tx the transaction
  /// @param node the server
  public void beat(Tx tx, Node node) {
    int kept =
        Sql.on(tx)
            .insertInto(NODES)
            .set(NODES.ID, node.id())
            .set(NODES.BOOT_ID, node.bootId())
            .set(NODES.ADDRESS, node.address())
            .set(NODES.PEER_TOKEN, node.token().reveal())
            .onConflict(NODES.ID)
            .doUpdate()
            .set(
                NODES.STARTED_AT,
                when(NODES.BOOT_ID.eq(node.bootId()), NODES.STARTED_AT).otherwise(currentInstant()))
            .set(NODES.BOOT_ID, node.bootId())
            .set(NODES.ADDRESS, node.address())
            .set(NODES.PEER_TOKEN, node.token().reveal())
            .set(NODES.HEARTBEAT_AT, currentInstant())
            .execute();
    Sql.expect(kept, 1, "keep a node");
  }

  /// Finds a server.
  ///
  /// @param tx the transaction
  /// @param id its name
  /// @return the server as it said last; empty when it has stopped or is not known
  public Optional<Node> find(Tx tx, String id) {
    return Sql.on(tx)
        .select(NODES.ID, NODES.BOOT_ID, NODES.ADDRESS, NODES.PEER_TOKEN)
        .from(NODES)
        .where(NODES.ID.eq(id))
        .fetchOptional(
            row -> new Node(row.value1(), row.value2(), row.value3(), new NodeToken(row.value4())));
  }

  /// Says that a server stops. One that was started since under its name stays.
  ///
  /// @param tx the transaction
  /// @param node the server
  public void remove(Tx tx, Node node) {
    var _ =
        Sql.on(tx)
            .deleteFrom(NODES)
            .where(NODES.ID.eq(node.id()))
            .and(NODES.BOOT_ID.eq(node.bootId()))
            .execute();
  }

  /// Forgets servers that have been silent for long.
  ///
  /// @param tx the transaction
  /// @param silence how long
  /// @return how many
  public int forget(Tx tx, Duration silence) {
    return Sql.on(tx)
        .deleteFrom(NODES)
        .where(
            NODES.HEARTBEAT_AT.lt(
                field(
                    "now() - {0} * interval '1 second'", Instant.class, val(silence.toSeconds()))))
        .execute();
  }
}
