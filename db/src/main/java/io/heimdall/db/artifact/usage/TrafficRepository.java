package io.heimdall.db.artifact.usage;

import static io.heimdall.db.jooq.Tables.ARTIFACT_TRAFFIC;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.ArtifactTrafficRecord;
import io.heimdall.db.sql.Sql;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Sums up traffic that was counted. Stateless.
public final class TrafficRepository {

  private static final Field<BigDecimal> BYTES =
      sum(
          ARTIFACT_TRAFFIC
              .UPLOAD_BYTES
              .plus(ARTIFACT_TRAFFIC.SIGNED_UPLOAD_BYTES)
              .plus(ARTIFACT_TRAFFIC.DOWNLOAD_BYTES));

  /// In the order in which [#traffic] reads them.
  private static final List<Field<Long>> SUMS =
      UsageCounters.SUMMED.stream().map(TrafficRepository::total).toList();

  /// Makes a repository, which holds nothing of its own.
  public TrafficRepository() {}

  private static Field<Long> total(TableField<ArtifactTrafficRecord, Long> field) {
    return coalesce(sum(field), BigDecimal.ZERO).cast(SQLDataType.BIGINT).as(field.getName());
  }

  /// Sums up all of it.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @return how much
  public Traffic total(Tx tx, UsageSpan span) {
    return Sql.on(tx)
        .select(SUMS)
        .from(ARTIFACT_TRAFFIC)
        .where(within(span))
        .fetchSingle(TrafficRepository::traffic);
  }

  /// Sums up by day.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @return days on which there was any
  public Map<LocalDate, Traffic> days(Tx tx, UsageSpan span) {
    return Sql.on(tx)
        .select(ARTIFACT_TRAFFIC.DAY)
        .select(SUMS)
        .from(ARTIFACT_TRAFFIC)
        .where(within(span))
        .groupBy(ARTIFACT_TRAFFIC.DAY)
        .fetchMap(ARTIFACT_TRAFFIC.DAY, TrafficRepository::traffic);
  }

  /// Sums up by media type.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @param limit the most types to return
  /// @return those that are told apart and have the most bytes, in that order
  public SequencedMap<String, Traffic> types(Tx tx, UsageSpan span, int limit) {
    SequencedMap<String, Traffic> types = new LinkedHashMap<>();
    Sql.on(tx)
        .select(ARTIFACT_TRAFFIC.CONTENT_TYPE)
        .select(SUMS)
        .from(ARTIFACT_TRAFFIC)
        .where(within(span))
        .and(ARTIFACT_TRAFFIC.CONTENT_TYPE.ne(TrafficKey.OTHER))
        .groupBy(ARTIFACT_TRAFFIC.CONTENT_TYPE)
        .orderBy(BYTES.desc(), ARTIFACT_TRAFFIC.CONTENT_TYPE)
        .limit(limit)
        .forEach(row -> types.put(row.get(ARTIFACT_TRAFFIC.CONTENT_TYPE), traffic(row)));
    return types;
  }

  /// Sums up by user.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @return users who had any
  public Map<String, Traffic> users(Tx tx, UsageSpan span) {
    return Sql.on(tx)
        .select(ARTIFACT_TRAFFIC.USER_NAME)
        .select(SUMS)
        .from(ARTIFACT_TRAFFIC)
        .where(within(span))
        .groupBy(ARTIFACT_TRAFFIC.USER_NAME)
        .fetchMap(ARTIFACT_TRAFFIC.USER_NAME, TrafficRepository::traffic);
  }

  /// Removes some of the oldest counts.
  ///
  /// @param tx the transaction
  /// @param before days before this one
  /// @param most the most rows to remove
  /// @return how many were removed
  public int forget(Tx tx, LocalDate before, int most) {
    var key = row(ARTIFACT_TRAFFIC.USER_NAME, ARTIFACT_TRAFFIC.DAY, ARTIFACT_TRAFFIC.CONTENT_TYPE);
    return Sql.on(tx)
        .deleteFrom(ARTIFACT_TRAFFIC)
        .where(
            key.in(
                select(
                        ARTIFACT_TRAFFIC.USER_NAME,
                        ARTIFACT_TRAFFIC.DAY,
                        ARTIFACT_TRAFFIC.CONTENT_TYPE)
                    .from(ARTIFACT_TRAFFIC)
                    .where(ARTIFACT_TRAFFIC.DAY.lt(before))
                    .limit(most)))
        .execute();
  }

  private static Condition within(UsageSpan span) {
    return Sql.when(span.user(), ARTIFACT_TRAFFIC.USER_NAME::eq)
        .and(ARTIFACT_TRAFFIC.DAY.between(span.first(), span.last()))
        .and(
            span.contentType().isEmpty()
                ? DSL.noCondition()
                : ARTIFACT_TRAFFIC.CONTENT_TYPE.eq(span.contentType()));
  }

  private static Traffic traffic(Record row) {
    return new Traffic(
        new Transfers(row.get(SUMS.get(0)), row.get(SUMS.get(1)), row.get(SUMS.get(2))),
        new Transfers(row.get(SUMS.get(3)), row.get(SUMS.get(4)), 0),
        new Transfers(row.get(SUMS.get(5)), row.get(SUMS.get(6)), row.get(SUMS.get(7))));
  }
}
