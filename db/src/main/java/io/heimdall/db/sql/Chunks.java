package io.heimdall.db.sql;

import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import java.time.Instant;
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

  /// Drops the chunks that are old as a whole, at no cost per row.
  ///
  /// @param tx the transaction
  /// @param table the table
  /// @param before what was before this time is old
  /// @return how many were dropped; 0 where the table is a plain one
  public static int drop(Tx tx, Table<?> table, Instant before) {
    return of(tx, table)
        ? Sql.on(tx)
            .fetch("select drop_chunks({0}::regclass, {1})", val(table.getName()), val(before))
            .size()
        : 0;
  }

  /// Compresses the oldest chunk that is not yet, where the table is set up for that and the
  /// licence allows it.
  ///
  /// @param tx the transaction
  /// @param table the table
  /// @param before only a chunk that ends before this time
  /// @return whether there was one
  public static boolean compressOne(Tx tx, Table<?> table, Instant before) {
    return extension(tx)
        && Sql.on(tx)
            .fetch(
                """
                select compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass)
                from (
                  select chunk_schema, chunk_name
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
                ) as oldest
                """,
                val(table.getName()), val(before))
            .isNotEmpty();
  }

  private static boolean extension(Tx tx) {
    return Sql.on(tx)
        .fetchSingle("select exists (select from pg_extension where extname = 'timescaledb')")
        .into(Boolean.class);
  }
}
