package io.heimdall.db.artifact.usage;

import static io.heimdall.db.jooq.Tables.ARTIFACT_CALLS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;

/// Sums up calls that were counted. Their media type is not known, so that of a span does not
/// matter. Stateless.
public final class CallRepository {

  private static final Field<Long> COUNT =
      sum(ARTIFACT_CALLS.CALL_COUNT).cast(SQLDataType.BIGINT).as("ended");
  private static final Field<Long> FAILED =
      coalesce(
              sum(ARTIFACT_CALLS.CALL_COUNT).filterWhere(ARTIFACT_CALLS.REASON.ne(CallKey.NONE)),
              BigDecimal.ZERO)
          .cast(SQLDataType.BIGINT)
          .as("failed");

  /// Makes a repository, which holds nothing of its own.
  public CallRepository() {}

  /// How often calls of a method ended in one way.
  ///
  /// @param method the method
  /// @param reason why they failed; [CallKey#NONE]: they did not
  /// @param count how often
  public record Outcome(String method, String reason, long count) {}

  /// Sums up by method and outcome.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @return the outcomes by method, of each the most frequent first
  public List<Outcome> outcomes(Tx tx, UsageSpan span) {
    return Sql.on(tx)
        .select(ARTIFACT_CALLS.METHOD, ARTIFACT_CALLS.REASON, COUNT)
        .from(ARTIFACT_CALLS)
        .where(within(span))
        .groupBy(ARTIFACT_CALLS.METHOD, ARTIFACT_CALLS.REASON)
        .orderBy(ARTIFACT_CALLS.METHOD, COUNT.desc(), ARTIFACT_CALLS.REASON)
        .fetch(row -> new Outcome(row.value1(), row.value2(), row.value3()));
  }

  /// Sums up by day.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @return days on which there were any
  public Map<LocalDate, Calls> days(Tx tx, UsageSpan span) {
    return Sql.on(tx)
        .select(ARTIFACT_CALLS.DAY, COUNT, FAILED)
        .from(ARTIFACT_CALLS)
        .where(within(span))
        .groupBy(ARTIFACT_CALLS.DAY)
        .fetchMap(ARTIFACT_CALLS.DAY, CallRepository::calls);
  }

  /// Sums up by user.
  ///
  /// @param tx the transaction
  /// @param span which
  /// @return users who made any, [CallKey#NOBODY] included
  public Map<String, Calls> users(Tx tx, UsageSpan span) {
    return Sql.on(tx)
        .select(ARTIFACT_CALLS.USER_NAME, COUNT, FAILED)
        .from(ARTIFACT_CALLS)
        .where(within(span))
        .groupBy(ARTIFACT_CALLS.USER_NAME)
        .fetchMap(ARTIFACT_CALLS.USER_NAME, CallRepository::calls);
  }

  /// Removes some of the oldest counts.
  ///
  /// @param tx the transaction
  /// @param before days before this one
  /// @param most the most rows to remove
  /// @return how many were removed
  public int forget(Tx tx, LocalDate before, int most) {
    var key =
        row(
            ARTIFACT_CALLS.USER_NAME,
            ARTIFACT_CALLS.DAY,
            ARTIFACT_CALLS.METHOD,
            ARTIFACT_CALLS.REASON);
    return Sql.on(tx)
        .deleteFrom(ARTIFACT_CALLS)
        .where(
            key.in(
                select(
                        ARTIFACT_CALLS.USER_NAME,
                        ARTIFACT_CALLS.DAY,
                        ARTIFACT_CALLS.METHOD,
                        ARTIFACT_CALLS.REASON)
                    .from(ARTIFACT_CALLS)
                    .where(ARTIFACT_CALLS.DAY.lt(before))
                    .limit(most)))
        .execute();
  }

  private static Condition within(UsageSpan span) {
    return Sql.when(span.user(), ARTIFACT_CALLS.USER_NAME::eq)
        .and(ARTIFACT_CALLS.DAY.between(span.first(), span.last()));
  }

  private static Calls calls(Record row) {
    return new Calls(row.get(COUNT), row.get(FAILED));
  }
}
