package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static io.heimdall.db.jooq.Tables.RECEIVER_CHECKS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.percentileCont;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Receivers that may be chosen for a frequency, and how they did of late: four statements in all,
/// however many receivers there are. Stateless.
public final class CandidateRepository {

  /// Makes a repository, which holds nothing of its own.
  public CandidateRepository() {}

  /// The receivers that are not known to be deaf for a frequency and give IQ, inactive ones
  /// included.
  ///
  /// @param tx the transaction
  /// @param frequencyHz the frequency at the antenna
  /// @return the receivers, by rising id
  public List<Receiver> covering(Tx tx, long frequencyHz) {
    return covering(tx, frequencyHz, DSL.noCondition());
  }

  /// The same without inactive ones.
  ///
  /// @param tx the transaction
  /// @param frequencyHz the frequency at the antenna
  /// @return the receivers, by rising id
  public List<Receiver> activeCovering(Tx tx, long frequencyHz) {
    return covering(tx, frequencyHz, RECEIVERS.ACTIVE.isTrue());
  }

  private static List<Receiver> covering(Tx tx, long frequencyHz, Condition which) {
    return ReceiverRepository.select(tx)
        .where(RECEIVERS.DELETED_AT.isNull())
        .and(RECEIVERS.DRIVER.ne(ReceiverSpec.LISTEN_ONLY))
        .and(ReceiverRepository.covers(frequencyHz))
        .and(which)
        .orderBy(RECEIVERS.ID)
        .fetch(ReceiverRow::read);
  }

  /// Which past counts.
  ///
  /// @param checksSince checks from then on
  /// @param measuredSince measurements that began from then on
  /// @param lowHz SNRs from this frequency on
  /// @param highHz and up to this one
  public record Past(Instant checksSince, Instant measuredSince, long lowHz, long highHz) {}

  /// How receivers did of late.
  ///
  /// @param tx the transaction
  /// @param ids the receivers
  /// @param past what counts
  /// @return by id; those of which nothing is known are missing
  public Map<Integer, ReceiverHistory> histories(Tx tx, Collection<Integer> ids, Past past) {
    Integer[] wanted = ids.toArray(new Integer[0]);
    Map<Integer, Double> uptimes = uptimes(tx, wanted, past.checksSince());
    Map<Integer, Double> snrs = medianSnrs(tx, wanted, past);
    Map<Integer, String> timings = timingClasses(tx, wanted, past.measuredSince());
    Set<Integer> known = new HashSet<>(uptimes.keySet());
    known.addAll(snrs.keySet());
    known.addAll(timings.keySet());
    var histories = new HashMap<Integer, ReceiverHistory>();
    for (int id : known) {
      histories.put(id, new ReceiverHistory(uptimes.get(id), snrs.get(id), timings.get(id)));
    }
    return histories;
  }

  private static Map<Integer, Double> uptimes(Tx tx, Integer[] ids, Instant since) {
    Field<Double> share =
        avg(when(RECEIVER_CHECKS.OK, inline(1.0)).otherwise(inline(0.0))).cast(SQLDataType.DOUBLE);
    return Sql.on(tx)
        .select(RECEIVER_CHECKS.RECEIVER_ID, share)
        .from(RECEIVER_CHECKS)
        .where(RECEIVER_CHECKS.RECEIVER_ID.eq(any(ids)))
        .and(RECEIVER_CHECKS.AT.ge(since))
        .groupBy(RECEIVER_CHECKS.RECEIVER_ID)
        .fetchMap(RECEIVER_CHECKS.RECEIVER_ID, share);
  }

  private static Map<Integer, Double> medianSnrs(Tx tx, Integer[] ids, Past past) {
    Field<Double> median =
        percentileCont(inline(0.5))
            .withinGroupOrderBy(MEASUREMENTS.SNR_DB)
            .cast(SQLDataType.DOUBLE);
    return Sql.on(tx)
        .select(MEASUREMENTS.WEBSDR_ID, median)
        .from(MEASUREMENTS)
        .where(MEASUREMENTS.WEBSDR_ID.eq(any(ids)))
        .and(MEASUREMENTS.CENTER_FREQUENCY_HZ.between(past.lowHz(), past.highHz()))
        .and(MEASUREMENTS.TIMESTAMP_UTC.ge(past.measuredSince()))
        .and(MEASUREMENTS.SNR_DB.isNotNull())
        .groupBy(MEASUREMENTS.WEBSDR_ID)
        .fetchMap(MEASUREMENTS.WEBSDR_ID, median);
  }

  /// One look into the index of each receiver, instead of over all of its rows.
  private static Map<Integer, String> timingClasses(Tx tx, Integer[] ids, Instant since) {
    Field<Integer> id = field(name("candidate", "id"), Integer.class);
    Select<Record1<String>> newest =
        select(MEASUREMENTS.TIMING_CLASS)
            .from(MEASUREMENTS)
            .where(MEASUREMENTS.WEBSDR_ID.eq(id))
            .and(MEASUREMENTS.TIMESTAMP_UTC.ge(since))
            .orderBy(MEASUREMENTS.TIMESTAMP_UTC.desc())
            .limit(1);
    Field<String> timing = field(name("newest", "timing_class"), String.class);
    return Sql.on(tx)
        .select(id, timing)
        .from(table("unnest({0})", val(ids)).as("candidate", "id"))
        .crossJoin(DSL.lateral(newest).as("newest", "timing_class"))
        .fetchMap(id, timing);
  }
}
