package io.heimdall.db.audit;

import static io.heimdall.db.jooq.Tables.AUDIT_LOG;
import static io.heimdall.db.sql.Sql.map;
import static io.heimdall.db.sql.Sql.when;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.AuditLogRecord;
import io.heimdall.db.sql.BulkInsert;
import io.heimdall.db.sql.Chunks;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// The audit log. Stateless.
public final class AuditLog {

  private static final BulkInsert<AuditLogRecord, AuditEntry> INSERT =
      BulkInsert.<AuditLogRecord, AuditEntry>into(AUDIT_LOG)
          .column(AUDIT_LOG.ACTOR, AuditEntry::actor)
          .column(AUDIT_LOG.ACTION, AuditEntry::action)
          .column(AUDIT_LOG.TARGET_TYPE, AuditEntry::targetType)
          .column(AUDIT_LOG.TARGET_ID, AuditEntry::targetId)
          .column(AUDIT_LOG.DETAIL, AuditEntry::detailJson);

  /// Makes a log, which holds nothing of its own.
  public AuditLog() {}

  /// Appends a line, which stands or falls with the transaction that does what it tells.
  ///
  /// @param tx the transaction
  /// @param entry what is done
  public void append(Tx tx, AuditEntry entry) {
    int inserted =
        Sql.on(tx)
            .insertInto(AUDIT_LOG)
            .set(AUDIT_LOG.ACTOR, entry.actor())
            .set(AUDIT_LOG.ACTION, entry.action())
            .set(AUDIT_LOG.TARGET_TYPE, entry.targetType())
            .set(AUDIT_LOG.TARGET_ID, entry.targetId())
            .set(AUDIT_LOG.DETAIL, entry.detailJson())
            .execute();
    Sql.expect(inserted, 1, "append to the audit log");
  }

  /// Appends lines, with one statement.
  ///
  /// @param tx the transaction
  /// @param entries what is done, in order
  public void appendAll(Tx tx, List<AuditEntry> entries) {
    int inserted = INSERT.rows(Sql.on(tx), entries).execute();
    Sql.expect(inserted, entries.size(), "append to the audit log");
  }

  /// Lists lines, the newest first.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most lines to return
  /// @return a page
  public Page<AuditLine, AuditLine.Key> list(
      Tx tx, AuditFilter filter, AuditLine.@Nullable Key after, int limit) {
    Condition following =
        after == null ? noCondition() : row(AUDIT_LOG.AT, AUDIT_LOG.ID).lt(after.at(), after.id());
    List<AuditLine> found =
        Sql.on(tx)
            .select(AUDIT_LOG.fields())
            .from(AUDIT_LOG)
            .where(matches(filter))
            .and(following)
            .orderBy(AUDIT_LOG.AT.desc(), AUDIT_LOG.ID.desc())
            .limit(limit + 1)
            .fetch(AuditLog::read);
    return Page.of(found, limit, AuditLine::key);
  }

  /// Drops the chunks that are old as a whole, where the table is cut into chunks and nobody reads
  /// one of them for long.
  ///
  /// @param tx the transaction
  /// @param before lines before this time are old
  public void dropChunks(Tx tx, Instant before) {
    Chunks.drop(tx, AUDIT_LOG, before);
  }

  /// Removes old lines, some at a time.
  ///
  /// @param tx the transaction
  /// @param before those before this time are old
  /// @param most the most to remove
  /// @return how many were removed; fewer than the most when none is left
  public int forget(Tx tx, Instant before, int most) {
    return Sql.on(tx)
        .deleteFrom(AUDIT_LOG)
        .where(
            row(AUDIT_LOG.AT, AUDIT_LOG.ID)
                .in(
                    select(AUDIT_LOG.AT, AUDIT_LOG.ID)
                        .from(AUDIT_LOG)
                        .where(AUDIT_LOG.AT.lt(before))
                        .orderBy(AUDIT_LOG.AT, AUDIT_LOG.ID)
                        .limit(most)))
        .execute();
  }

  private static Condition matches(AuditFilter filter) {
    return when(filter.actor(), AUDIT_LOG.ACTOR::eq)
        .and(when(filter.targetType(), AUDIT_LOG.TARGET_TYPE::eq))
        .and(when(filter.targetId(), AUDIT_LOG.TARGET_ID::eq))
        .and(when(filter.from(), AUDIT_LOG.AT::ge))
        .and(when(filter.before(), AUDIT_LOG.AT::lt));
  }

  private static AuditLine read(Record row) {
    return new AuditLine(
        map(row.into(AUDIT_LOG.AT, AUDIT_LOG.ID), mapping(AuditLine.Key::new)),
        map(
            row.into(
                AUDIT_LOG.ACTOR,
                AUDIT_LOG.ACTION,
                AUDIT_LOG.TARGET_TYPE,
                AUDIT_LOG.TARGET_ID,
                AUDIT_LOG.DETAIL),
            mapping(AuditEntry::new)));
  }
}
