package io.heimdall.db.artifact.usage;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_CALLS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_READS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_TRAFFIC;
import static java.util.Objects.requireNonNull;

import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.ArtifactCallsRecord;
import io.heimdall.db.jooq.tables.records.ArtifactReadsRecord;
import io.heimdall.db.jooq.tables.records.ArtifactTrafficRecord;
import io.heimdall.db.sql.BulkInsert;
import io.heimdall.db.sql.Sql;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/// Adds to the counts of all servers. Stateless.
///
/// Any number of servers may add at once: each statement touches its rows in order of their keys,
/// and a transaction that uses several methods calls them in the order in which they stand here.
public final class UsageCounters {

  /// How many media types of a user are told apart within a day. Types are what callers say, so
  /// that without a limit they could make rows without end.
  static final int TYPES = 100;

  private static final BulkInsert<ArtifactTrafficRecord, Entry<TrafficKey, Traffic>> TRAFFIC =
      BulkInsert.<ArtifactTrafficRecord, Entry<TrafficKey, Traffic>>into(ARTIFACT_TRAFFIC)
          .column(ARTIFACT_TRAFFIC.USER_NAME, row -> row.getKey().user())
          .column(ARTIFACT_TRAFFIC.DAY, row -> row.getKey().day())
          .column(ARTIFACT_TRAFFIC.CONTENT_TYPE, row -> row.getKey().contentType())
          .int8(ARTIFACT_TRAFFIC.UPLOAD_COUNT, row -> row.getValue().uploads().count())
          .int8(ARTIFACT_TRAFFIC.UPLOAD_BYTES, row -> row.getValue().uploads().bytes())
          .int8(ARTIFACT_TRAFFIC.UPLOAD_MICROS, row -> row.getValue().uploads().micros())
          .int8(ARTIFACT_TRAFFIC.SIGNED_UPLOAD_COUNT, row -> row.getValue().signedUploads().count())
          .int8(ARTIFACT_TRAFFIC.SIGNED_UPLOAD_BYTES, row -> row.getValue().signedUploads().bytes())
          .int8(ARTIFACT_TRAFFIC.DOWNLOAD_COUNT, row -> row.getValue().downloads().count())
          .int8(ARTIFACT_TRAFFIC.DOWNLOAD_BYTES, row -> row.getValue().downloads().bytes())
          .int8(ARTIFACT_TRAFFIC.DOWNLOAD_MICROS, row -> row.getValue().downloads().micros());

  /// What is summed, in the order in which [TrafficRepository] reads it.
  static final List<TableField<ArtifactTrafficRecord, Long>> SUMMED =
      List.of(
          ARTIFACT_TRAFFIC.UPLOAD_COUNT,
          ARTIFACT_TRAFFIC.UPLOAD_BYTES,
          ARTIFACT_TRAFFIC.UPLOAD_MICROS,
          ARTIFACT_TRAFFIC.SIGNED_UPLOAD_COUNT,
          ARTIFACT_TRAFFIC.SIGNED_UPLOAD_BYTES,
          ARTIFACT_TRAFFIC.DOWNLOAD_COUNT,
          ARTIFACT_TRAFFIC.DOWNLOAD_BYTES,
          ARTIFACT_TRAFFIC.DOWNLOAD_MICROS);

  private static final BulkInsert<ArtifactCallsRecord, Entry<CallKey, Long>> CALLS =
      BulkInsert.<ArtifactCallsRecord, Entry<CallKey, Long>>into(ARTIFACT_CALLS)
          .column(ARTIFACT_CALLS.USER_NAME, row -> row.getKey().user())
          .column(ARTIFACT_CALLS.DAY, row -> row.getKey().day())
          .column(ARTIFACT_CALLS.METHOD, row -> row.getKey().method())
          .column(ARTIFACT_CALLS.REASON, row -> row.getKey().reason())
          .int8(ARTIFACT_CALLS.CALL_COUNT, Entry::getValue);

  private static final BulkInsert<ArtifactReadsRecord, Entry<UUID, Reads>> READS =
      BulkInsert.<ArtifactReadsRecord, Entry<UUID, Reads>>into(ARTIFACT_READS)
          .column(ARTIFACT_READS.ARTIFACT_ID, Entry::getKey)
          .int8(ARTIFACT_READS.READ_COUNT, row -> row.getValue().count())
          .column(ARTIFACT_READS.LAST_READ_AT, row -> requireNonNull(row.getValue().lastAt()));

  /// Makes an access to the counters, which holds nothing of its own.
  public UsageCounters() {}

  /// Adds traffic. Media types beyond the first hundred of a user's day are not told apart.
  ///
  /// @param tx the transaction
  /// @param counted the traffic
  public void addTraffic(Tx tx, Map<TrafficKey, Traffic> counted) {
    if (counted.isEmpty()) {
      return;
    }
    var rows = List.copyOf(fewTypes(counted, types(tx, counted.keySet())).entrySet());
    var insert =
        TRAFFIC
            .rows(Sql.on(tx), rows)
            .onConflict(
                ARTIFACT_TRAFFIC.USER_NAME, ARTIFACT_TRAFFIC.DAY, ARTIFACT_TRAFFIC.CONTENT_TYPE)
            .doUpdate()
            .set(sums());
    Sql.expect(insert.execute(), rows.size(), "add traffic of artifacts");
  }

  private static Map<TableField<ArtifactTrafficRecord, Long>, Field<Long>> sums() {
    var sums = new HashMap<TableField<ArtifactTrafficRecord, Long>, Field<Long>>();
    SUMMED.forEach(field -> sums.put(field, field.plus(DSL.excluded(field))));
    return sums;
  }

  private static Map<TrafficKey, Set<String>> types(Tx tx, Set<TrafficKey> keys) {
    Map<TrafficKey, Set<String>> types = new HashMap<>();
    Sql.on(tx)
        .select(ARTIFACT_TRAFFIC.USER_NAME, ARTIFACT_TRAFFIC.DAY, ARTIFACT_TRAFFIC.CONTENT_TYPE)
        .from(ARTIFACT_TRAFFIC)
        .where(
            ARTIFACT_TRAFFIC.USER_NAME.eq(
                DSL.any(keys.stream().map(TrafficKey::user).distinct().toArray(String[]::new))))
        .and(
            ARTIFACT_TRAFFIC.DAY.eq(
                DSL.any(keys.stream().map(TrafficKey::day).distinct().toArray(LocalDate[]::new))))
        .fetch(row -> new TrafficKey(row.value1(), row.value2(), row.value3()))
        .forEach(
            key -> types.computeIfAbsent(key.other(), _ -> new HashSet<>()).add(key.contentType()));
    return types;
  }

  private static Map<TrafficKey, Traffic> fewTypes(
      Map<TrafficKey, Traffic> counted, Map<TrafficKey, Set<String>> types) {
    Map<TrafficKey, Traffic> few = new TreeMap<>();
    new TreeMap<>(counted)
        .forEach((key, traffic) -> {
          Set<String> known = types.computeIfAbsent(key.other(), _ -> new HashSet<>());
          boolean apart =
              known.contains(key.contentType())
                  || (known.size() < TYPES && known.add(key.contentType()));
          few.merge(apart ? key : key.other(), traffic, Traffic::plus);
        });
    return few;
  }

  /// Adds calls.
  ///
  /// @param tx the transaction
  /// @param counted how many calls
  public void addCalls(Tx tx, Map<CallKey, Long> counted) {
    if (counted.isEmpty()) {
      return;
    }
    var insert =
        CALLS
            .rows(Sql.on(tx), List.copyOf(new TreeMap<>(counted).entrySet()))
            .onConflict(
                ARTIFACT_CALLS.USER_NAME,
                ARTIFACT_CALLS.DAY,
                ARTIFACT_CALLS.METHOD,
                ARTIFACT_CALLS.REASON)
            .doUpdate()
            .set(
                ARTIFACT_CALLS.CALL_COUNT,
                ARTIFACT_CALLS.CALL_COUNT.plus(DSL.excluded(ARTIFACT_CALLS.CALL_COUNT)));
    Sql.expect(insert.execute(), counted.size(), "add calls of artifacts");
  }

  /// Adds reads. Artifacts that are gone are left out, and the others kept from going until the
  /// transaction ends.
  ///
  /// @param tx the transaction
  /// @param counted the reads of each artifact
  public void addReads(Tx tx, Map<UUID, Reads> counted) {
    if (counted.isEmpty()) {
      return;
    }
    List<Entry<UUID, Reads>> rows =
        Sql.on(tx)
            .select(ARTIFACTS.ID)
            .from(ARTIFACTS)
            .where(ARTIFACTS.ID.eq(DSL.any(counted.keySet().toArray(UUID[]::new))))
            .orderBy(ARTIFACTS.ID)
            .forKeyShare()
            .fetch(ARTIFACTS.ID)
            .stream()
            .map(id -> Map.entry(id, requireNonNull(counted.get(id))))
            .toList();
    var insert =
        READS
            .rows(Sql.on(tx), rows)
            .onConflict(ARTIFACT_READS.ARTIFACT_ID)
            .doUpdate()
            .set(
                ARTIFACT_READS.READ_COUNT,
                ARTIFACT_READS.READ_COUNT.plus(DSL.excluded(ARTIFACT_READS.READ_COUNT)))
            .set(
                ARTIFACT_READS.LAST_READ_AT,
                DSL.greatest(
                    ARTIFACT_READS.LAST_READ_AT, DSL.excluded(ARTIFACT_READS.LAST_READ_AT)));
    Sql.expect(insert.execute(), rows.size(), "add reads of artifacts");
  }
}
