package io.heimdall.db.acquisition;

import static io.heimdall.db.acquisition.AcquisitionRepository.stateIn;
import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.ACQUISITION_HOPS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.jooq.tables.records.AcquisitionsRecord;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Set;
import org.jooq.UpdateConditionStep;

/// Writes where a run stands. Stateless. Every write asks for the run's fence.
public final class AcquisitionJournal {

  /// Makes a journal, which holds nothing of its own.
  public AcquisitionJournal() {}

  /// Changes the state between two that are not terminal.
  ///
  /// @param fence the run's fence
  /// @param from the states it may be in
  /// @param to the state it is to be in
  /// @return whether it was in one of them; if not, nothing was written
  public boolean transition(Fence fence, Set<AcquisitionState> from, AcquisitionState to) {
    if (to.terminal()) {
      throw new IllegalArgumentException(to + " is terminal: finish the acquisition instead");
    }
    return fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.STATE, to.name())
                    .where(stateIn(from)))
            .execute()
        == 1;
  }

  /// Turns PENDING into RUNNING.
  ///
  /// @param fence the run's fence
  /// @param at when
  /// @param late whether that is after the start that was asked for
  /// @return whether it was PENDING; if not, it has been cancelled and nothing was written
  public boolean start(Fence fence, Instant at, boolean late) {
    return fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.STATE, AcquisitionState.RUNNING.name())
                    .set(ACQUISITIONS.STARTED_AT, at)
                    .set(ACQUISITIONS.LATE_START, late)
                    .where(stateIn(Set.of(AcquisitionState.PENDING))))
            .execute()
        == 1;
  }

  /// Keeps the window the receivers have agreed on for a hop.
  ///
  /// @param fence the run's fence
  /// @param hop the hop
  /// @param window its window
  public void setWindow(Fence fence, int hop, UtcWindow window) {
    int kept =
        Sql.on(fence.tx())
            .update(ACQUISITION_HOPS)
            .set(ACQUISITION_HOPS.WINDOW_START_NS, window.startNanos())
            .set(ACQUISITION_HOPS.WINDOW_END_NS, window.endNanos())
            .where(ACQUISITION_HOPS.ACQUISITION_ID.eq(fence.acquisitionId()))
            .and(ACQUISITION_HOPS.HOP.eq(hop))
            .execute();
    Sql.expect(kept, 1, "set the window of hop " + hop);
    int changed =
        fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(
                        ACQUISITIONS.WINDOW_START_NS,
                        coalesce(ACQUISITIONS.WINDOW_START_NS, val(window.startNanos())))
                    .set(ACQUISITIONS.WINDOW_END_NS, window.endNanos())
                    .where(noCondition()))
            .execute();
    Sql.expect(changed, 1, "set the window");
  }

  /// Raises the progress; a smaller one than is known changes nothing.
  ///
  /// @param fence the run's fence
  /// @param percent 0 to 100
  public void setProgress(Fence fence, double percent) {
    int changed =
        fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(
                        ACQUISITIONS.PROGRESS_PERCENT,
                        greatest(ACQUISITIONS.PROGRESS_PERCENT, val(percent)))
                    .where(noCondition()))
            .execute();
    Sql.expect(changed, 1, "set the progress");
  }

  /// Notes that a run has brought something about: those that failed before it do not count any
  /// more.
  ///
  /// @param fence the run's fence
  public void fruitful(Fence fence) {
    int changed =
        fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.FAILED_RUNS, 0)
                    .where(noCondition()))
            .execute();
    Sql.expect(changed, 1, "note that the run is fruitful");
  }

  /// Ends an acquisition; its progress becomes 100.
  ///
  /// @param fence the run's fence
  /// @param state a terminal state
  /// @param outcome why
  /// @param at when
  /// @return whether it was unfinished; if not, nothing was written
  public boolean finish(Fence fence, AcquisitionState state, Outcome outcome, Instant at) {
    if (!state.terminal()) {
      throw new IllegalArgumentException(state + " is not terminal");
    }
    return fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.STATE, state.name())
                    .set(ACQUISITIONS.REASON, outcome.reason())
                    .set(ACQUISITIONS.MESSAGE, outcome.message())
                    .set(ACQUISITIONS.PROGRESS_PERCENT, 100.0)
                    .set(ACQUISITIONS.FINISHED_AT, at)
                    .where(ACQUISITIONS.FINISHED_AT.isNull()))
            .execute()
        == 1;
  }

  private static UpdateConditionStep<AcquisitionsRecord> fenced(
      Fence fence, UpdateConditionStep<AcquisitionsRecord> update) {
    return update
        .and(ACQUISITIONS.ID.eq(fence.acquisitionId()))
        .and(ACQUISITIONS.LEASE_EPOCH.eq(fence.lease().epoch()));
  }
}
