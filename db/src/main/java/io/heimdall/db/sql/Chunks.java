package io.heimdall.db.sql;

import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Table;

/// The chunks of tables that TimescaleDB has cut by time.
public final class Chunks {

  private Chunks() {}

  /// Whether a table is cut into chunks.
  ///
  /// @param tx the transaction
  /// @param table the table
  /// @return false where it is a plain one
  public static boolean of(Tx tx, Table<?> table) {
    return extension(tx)
        && Sql.on(tx)
            .fetchSingle(
                "select exists (select from timescaledb_information.hypertables"
                    + " where hypertable_schema = current_schema and hypertable_name = {0})",
                val(table.getName()))
            .into(Boolean.class);
  }

  /// Whether there are chunks that are old as a whole.
  ///
  /// @param tx the transaction
  /// @param table the table
  /// @param before what was before this time is old
  /// @return false where the table is a plain one
  public static boolean anyOld(Tx tx, Table<?> table, Instant before) {
    return of(tx, table)
        && Sql.on(tx)
            .fetchSingle(
                "select exists (select show_chunks({0}::regclass, {1}))",
                val(table.getName()), val(before))
            .into(Boolean.class);
  }

  /// Drops the chunks that are old as a whole, at no cost per row. None is dropped while one of
  /// them is being read or written for long.
  ///
  /// @param tx the transaction
  /// @param table the table
  /// @param before what was before this time is old; where the table is a plain one nothing happens
  public static void drop(Tx tx, Table<?> table, Instant before) {
    if (anyOld(tx, table, before)) {
      var _ =
          Locks.soon(
              tx,
              "dropping old chunks of " + table.getName(),
              sql ->
                  sql.fetch(
                      "select drop_chunks({0}::regclass, {1})", val(table.getName()), val(before)));
    }
  }

  /// Finds the oldest chunk that is not compressed, where the table is set up for that and the
  /// licence allows it.
  ///
  /// @param tx the transaction
  /// @param table the table
  /// @param before only a chunk that ends before this time
  /// @return its name, with its schema; empty when there is none
  public static Optional<String> uncompressed(Tx tx, Table<?> table, Instant before) {
    return extension(tx)
        ? Sql.on(tx)
            .fetchOptional(
                """
                select format('%I.%I', chunk_schema, chunk_name)
                from timescaledb_information.chunks
                join timescaledb_information.hypertables
                  using (hypertable_schema, hypertable_name)
                where hypertable_schema = current_schema
                  and hypertable_name = {0}
                  and compression_enabled
                  and not is_compressed
                  and range_end <= {1}
                  and current_setting('timescaledb.license', true) = 'timescale'
                order by range_end
                limit 1
                """,
                val(table.getName()), val(before))
            .map(chunk -> chunk.get(0, String.class))
        : Optional.empty();
  }

  /// Compresses a chunk. Statements that have begun to read it go on and see its rows as they were;
  /// for a snapshot that was taken before and comes to read it later, they are gone.
  ///
  /// @param tx the transaction
  /// @param chunk its name, with its schema
  /// @return false when it is being written for long; nothing was done then
  public static boolean compress(Tx tx, String chunk) {
    Sql.patient(tx);
    return Locks.soon(
            tx,
            "compressing " + chunk,
            sql -> {
              // Emptying the file would wait for those who read it. Not every version knows another
              // way.
              var _ =
                  sql.fetch(
                      "select set_config(name, 'truncate_or_delete', true) from pg_settings"
                          + " where name = 'timescaledb.compress_truncate_behaviour'");
              return sql.fetch("select compress_chunk({0}::regclass)", val(chunk));
            })
        .isPresent();
  }

  private static boolean extension(Tx tx) {
    return Sql.on(tx)
        .fetchSingle("select exists (select from pg_extension where extname = 'timescaledb')")
        .into(Boolean.class);
  }
}
