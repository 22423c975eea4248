package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RecordMapper;
import org.jooq.ResultQuery;
import org.jooq.SelectField;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// Finds artifacts, and only those that who looks may see. Stateless.
public final class ArtifactSearch {

  private static final Field<Float> RANK = DSL.field(DSL.name("rank"), SQLDataType.REAL);

  /// jOOQ has no type for it, and leaves it out of the table.
  private static final Field<Object> WORDS = DSL.field("artifacts.words");

  /// Makes a search, which holds nothing of its own.
  public ArtifactSearch() {}

  /// Lists artifacts.
  ///
  /// @param tx the transaction
  /// @param query which ones
  /// @param order in which order
  /// @param after the place to go on after; null for the first page
  /// @param limit the most artifacts to return
  /// @return a page
  public Page<Artifact, ArtifactKey> list(
      Tx tx, ArtifactQuery query, ArtifactOrder order, @Nullable ArtifactKey after, int limit) {
    planAnew(tx);
    var wanted =
        new Wanted(
            ArtifactRow.ARTIFACT,
            after == null ? DSL.noCondition() : following(order, after),
            order,
            limit + 1);
    Stretch within = after == null ? Stretch.ALWAYS : beyond(order, after);
    return Page.of(read(tx, query, wanted, within, ArtifactRow::artifact), limit, order::key);
  }

  /// Finds the newest artifacts that hold the words, and how well each fits.
  ///
  /// @param tx the transaction
  /// @param query which ones, with words
  /// @param since only this one, those made after it, and equally old ones with larger ids; null:
  ///   all
  /// @param limit the most to return
  /// @return them, the newest first
  public List<Match> newest(Tx tx, ArtifactQuery query, @Nullable ArtifactKey since, int limit) {
    planAnew(tx);
    Condition recent =
        since == null
            ? DSL.noCondition()
            : DSL.row(ARTIFACTS.CREATED_AT, ARTIFACTS.ID)
                .ge(Instant.parse(since.value()), since.id());
    List<SelectField<?>> fields =
        List.of(
            ARTIFACTS.ID,
            ARTIFACTS.CREATED_AT,
            DSL.field("ts_rank({0}, {1})", SQLDataType.REAL, WORDS, words(query)).as(RANK));
    return read(
        tx,
        query,
        new Wanted(fields, recent, ArtifactOrder.NEWEST_FIRST, limit),
        since == null ? Stretch.ALWAYS : Stretch.since(Instant.parse(since.value())),
        row -> new Match(row.get(ARTIFACTS.ID), row.get(ARTIFACTS.CREATED_AT), row.get(RANK)));
  }

  /// An artifact that holds the words that are looked for.
  ///
  /// @param id the artifact
  /// @param createdAt when it was made
  /// @param rank how well it fits; the larger the better
  public record Match(UUID id, Instant createdAt, float rank) {}

  /// What of artifacts is read.
  ///
  /// @param fields the columns
  /// @param where what holds besides the query
  /// @param order in which order
  /// @param limit the most
  private record Wanted(
      Collection<? extends SelectField<?>> fields,
      Condition where,
      ArtifactOrder order,
      int limit) {}

  /// In the order in which they were made, stretch by stretch. In any other order, which says
  /// nothing of where in an index the first ones are, at once.
  ///
  /// @param within when all that is wanted was made
  private static <T> List<T> read(
      Tx tx, ArtifactQuery query, Wanted wanted, Stretch within, RecordMapper<Record, T> mapper) {
    Condition holds = Sight.seen(query).and(matches(query)).and(wanted.where);
    if (wanted.order.by() != ArtifactOrder.By.CREATE_TIME) {
      return select(tx, wanted, holds, wanted.limit).fetch(mapper);
    }
    var stretches =
        Stretches.over(
            tx,
            Implied.created(query.predicate()).and(within),
            wanted.order.descending(),
            wanted.limit);
    boolean byContent = Implied.indexed(query) || Sight.indexed(query);
    List<T> found = new ArrayList<>();
    while (found.size() < wanted.limit && stretches.hasNext()) {
      Stretch next = stretches.next(found.size());
      Condition made = byContent ? next.holdsByEras() : next.holds();
      found.addAll(select(tx, wanted, made.and(holds), wanted.limit - found.size()).fetch(mapper));
    }
    return found;
  }

  private static ResultQuery<Record> select(Tx tx, Wanted wanted, Condition where, int limit) {
    ArtifactOrder order = wanted.order;
    return Sql.on(tx)
        .select(wanted.fields)
        .from(ARTIFACTS)
        .where(where)
        .orderBy(sorted(order, column(order)), sorted(order, ARTIFACTS.ID))
        .limit(limit);
  }

  /// When what follows in the list was made.
  private static Stretch beyond(ArtifactOrder order, ArtifactKey after) {
    if (order.by() != ArtifactOrder.By.CREATE_TIME) {
      return Stretch.ALWAYS;
    }
    Instant made = Instant.parse(after.value());
    return order.descending() ? Stretch.until(made) : Stretch.since(made);
  }

  private static Field<?> column(ArtifactOrder order) {
    return switch (order.by()) {
      case CREATE_TIME -> ARTIFACTS.CREATED_AT;
      case UPDATE_TIME -> ARTIFACTS.UPDATED_AT;
      case NAME -> ARTIFACTS.NAME;
      case SIZE_BYTES -> ARTIFACTS.SIZE_BYTES;
    };
  }

  private static SortField<?> sorted(ArtifactOrder order, Field<?> field) {
    return order.descending() ? field.desc() : field.asc();
  }

  private static Condition following(ArtifactOrder order, ArtifactKey after) {
    return switch (order.by()) {
      case CREATE_TIME ->
          following(order, ARTIFACTS.CREATED_AT, Instant.parse(after.value()), after.id());
      case UPDATE_TIME ->
          following(order, ARTIFACTS.UPDATED_AT, Instant.parse(after.value()), after.id());
      case NAME -> following(order, ARTIFACTS.NAME, after.value(), after.id());
      case SIZE_BYTES ->
          following(order, ARTIFACTS.SIZE_BYTES, Long.valueOf(after.value()), after.id());
    };
  }

  private static <T> Condition following(ArtifactOrder order, Field<T> field, T value, UUID id) {
    var place = DSL.row(field, ARTIFACTS.ID);
    return order.descending() ? place.lt(value, id) : place.gt(value, id);
  }

  /// Whether an artifact is one that is looked for, whoever looks.
  static Condition matches(ArtifactQuery query) {
    Condition holds =
        query.predicate() == null
            ? DSL.noCondition()
            : ArtifactFieldSql.CONDITIONS.of(query.predicate());
    return query.words().isEmpty()
        ? holds
        : holds.and(DSL.condition("{0} @@ {1}", WORDS, words(query)));
  }

  private static Field<Object> words(ArtifactQuery query) {
    return DSL.field("artifact_query({0}::text)", Object.class, DSL.val(query.words()));
  }

  /// What filters name differs so much that no plan suits all of them. Frequent words take more
  /// memory than a statement usually has; without it every row of a page of the table is looked at.
  /// To compile a statement takes longer than to run it.
  static void planAnew(Tx tx) {
    var _ =
        Sql.on(tx)
            .execute(
                "select set_config('plan_cache_mode', 'force_custom_plan', true),"
                    + " set_config('jit', 'off', true), set_config('work_mem', '32MB', true)");
  }
}
