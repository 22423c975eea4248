package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Names, sizes or times of change, cut into stretches that are read one after another until enough
/// is found, where the index of what artifacts hold knows nothing of their order: an index of the
/// order finds what is in a stretch, and only what both find is read. The cuts are those between
/// which the planner knows equally many rows; without statistics there is one stretch. Belongs to
/// one thread.
///
/// @param <T> what is compared
final class ValueStretches<T> {

  private final Field<T> column;
  private final boolean descending;
  private final List<T> cuts;
  private final Growth growth;
  private @Nullable T edge;
  private int read;
  private double nextCuts;
  private boolean done;

  private ValueStretches(
      Field<T> column, boolean descending, List<T> cuts, double nextCuts, Growth growth) {
    this.column = column;
    this.descending = descending;
    this.cuts = cuts;
    this.nextCuts = nextCuts;
    this.growth = growth;
  }

  /// Cuts what follows in a list.
  ///
  /// @param tx a transaction that sees one state
  /// @param order any but that of creation
  /// @param after the place to go on after; null for the whole
  /// @param wanted how many artifacts suffice
  static ValueStretches<?> over(
      Tx tx, ArtifactOrder order, @Nullable ArtifactKey after, int wanted) {
    @Nullable String place = after == null ? null : after.value();
    return switch (order.by()) {
      case NAME -> cut(tx, ARTIFACTS.NAME, "text", order, place, wanted);
      case SIZE_BYTES ->
          cut(
              tx,
              ARTIFACTS.SIZE_BYTES,
              "bigint",
              order,
              place == null ? null : Long.valueOf(place),
              wanted);
      case UPDATE_TIME ->
          cut(
              tx,
              ARTIFACTS.UPDATED_AT,
              "timestamptz",
              order,
              place == null ? null : Instant.parse(place),
              wanted);
      case CREATE_TIME -> throw new IllegalArgumentException("times of creation have eras");
    };
  }

  private static <T> ValueStretches<T> cut(
      Tx tx, Field<T> column, String type, ArtifactOrder order, @Nullable T after, int wanted) {
    Field<T> bound = DSL.field(DSL.name("bound"), column.getDataType());
    Field<?> bounds =
        DSL.field("unnest(histogram_bounds::text::text[])::{0}", DSL.keyword(type)).as(bound);
    Condition beyond =
        after == null ? DSL.noCondition() : order.descending() ? bound.lt(after) : bound.gt(after);
    List<T> cuts =
        Sql.on(tx)
            .select(bound)
            .from(
                DSL.select(bounds)
                    .from("pg_stats")
                    .where("schemaname = current_schema() and tablename = 'artifacts'")
                    .and(DSL.field("attname", String.class).eq(column.getName()))
                    .asTable("bounds"))
            .where(beyond)
            .orderBy(order.descending() ? bound.desc() : bound.asc())
            .fetch(bound);
    double rows =
        Sql.on(tx)
            .resultQuery("select reltuples from pg_class where oid = 'artifacts'::regclass")
            .fetchSingle()
            .get(0, double.class);
    var growth = new Growth(wanted);
    return new ValueStretches<>(
        column, order.descending(), cuts, growth.first(rows) * cuts.size(), growth);
  }

  /// Whether there is something that has not been read.
  boolean hasNext() {
    return !done;
  }

  /// Takes the next stretch. None has anything in common with another, and together they are the
  /// whole.
  ///
  /// @param found how many artifacts were in those before it
  /// @return what holds in it
  Condition next(int found) {
    if (read > 0) {
      // Each stretch has the index of the content read again, so that none is short.
      nextCuts = Math.max(growth.next((double) read, found), read);
    }
    Condition within = edge == null ? DSL.noCondition() : beyond(edge);
    int end = read + Math.max((int) Math.min(nextCuts, cuts.size()), 1);
    if (end > cuts.size()) {
      done = true;
      return within;
    }
    T cut = cuts.get(end - 1);
    read = end;
    edge = cut;
    return within.and(descending ? column.ge(cut) : column.lt(cut));
  }

  private Condition beyond(T cut) {
    return descending ? column.lt(cut) : column.ge(cut);
  }
}
