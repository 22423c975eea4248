package io.heimdall.server.recording;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingFilter;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingKey;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The recordings there are. Safe for any number of threads; calls block for the database.
public final class Recordings {
  private final Transactions transactions;
  private final RecordingRepository recordings = new RecordingRepository();
  private final AuditLog audit = new AuditLog();

  /// Opens the recordings.
  ///
  /// @param transactions where they are kept
  public Recordings(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Lists recordings: those of the newest acquisition first, by rising receiver within it.
  ///
  /// @param filter which ones
  /// @param after the key to go on after; null for the first page
  /// @param limit the most recordings to return
  /// @return a page, with the objects and gaps of each
  public Page<RecordingDetail, RecordingKey> list(
      RecordingFilter filter, @Nullable RecordingKey after, int limit) {
    return transactions.inSnapshot(tx -> {
      Page<Recording, RecordingKey> page = recordings.list(tx, filter, after, limit);
      return new Page<>(detailed(tx, page.rows()), page.next());
    });
  }

  /// Shows a recording to who is about to read its samples, and notes that in the audit log.
  ///
  /// @param caller who reads
  /// @param id the recording
  /// @return the recording with its objects and gaps
  /// @throws FailureException with RECORDING_NOT_FOUND
  public RecordingDetail openForReading(Caller caller, RecordingId id) {
    return transactions.inTransaction(tx -> {
      RecordingDetail detail = find(tx, id);
      audit.append(
          tx,
          new AuditEntry(
              caller.name(),
              "recording.read",
              "recording",
              "%s/%d/%d".formatted(id.acquisitionId(), id.receiverId(), id.hop()),
              "{}"));
      return detail;
    });
  }

  /// Shows a recording.
  ///
  /// @param id the recording
  /// @return the recording with its objects and gaps
  /// @throws FailureException with RECORDING_NOT_FOUND
  public RecordingDetail get(RecordingId id) {
    return transactions.inSnapshot(tx -> find(tx, id));
  }

  private RecordingDetail find(Tx tx, RecordingId id) {
    return detailed(tx, recordings.get(tx, id).stream().toList()).stream()
        .findFirst()
        .orElseThrow(() -> notFound(id));
  }

  private List<RecordingDetail> detailed(Tx tx, List<Recording> rows) {
    List<RecordingId> ids = rows.stream().map(Recording::id).toList();
    Map<RecordingId, List<Segment>> segments = recordings.segments(tx, ids);
    Map<RecordingId, List<RecordingGap>> gaps = recordings.gaps(tx, ids);
    return rows.stream()
        .map(row ->
            new RecordingDetail(
                row,
                segments.getOrDefault(row.id(), List.of()),
                gaps.getOrDefault(row.id(), List.of())))
        .toList();
  }

  private static FailureException notFound(RecordingId id) {
    return new Failure.NotFound(
            Reason.RECORDING_NOT_FOUND,
            "acquisition %s has no recording of receiver %d at hop %d"
                .formatted(id.acquisitionId(), id.receiverId(), id.hop()),
            Map.of(
                "acquisitionId", id.acquisitionId().toString(),
                "receiverId", Integer.toString(id.receiverId())))
        .exception();
  }
}
