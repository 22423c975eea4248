package io.heimdall.db.clock;

import static io.heimdall.db.jooq.Tables.CLOCK_TESTS;
import static io.heimdall.db.sql.Sql.map;
import static io.heimdall.db.sql.Sql.when;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.ClockTestsRecord;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// The tests of clocks. Stateless.
public final class ClockTestRepository {

  /// Makes a repository, which holds nothing of its own.
  public ClockTestRepository() {}

  /// Adds a test. One of the same receiver and microsecond is replaced.
  ///
  /// @param tx the transaction
  /// @param test what was found
  public void add(Tx tx, ClockTest test) {
    ClockTestsRecord row = record(tx, test);
    int added =
        Sql.on(tx)
            .insertInto(CLOCK_TESTS)
            .set(row)
            .onConflict(CLOCK_TESTS.RECEIVER_ID, CLOCK_TESTS.AT)
            .doUpdate()
            .setAllToExcluded()
            .execute();
    Sql.expect(added, 1, "add a test of a clock");
  }

  /// Lists the tests of a receiver, the newest first.
  ///
  /// @param tx the transaction
  /// @param receiverId the receiver
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most tests to return
  /// @return a page
  public Page<ClockTest, Instant> list(Tx tx, int receiverId, @Nullable Instant after, int limit) {
    List<ClockTest> found =
        Sql.on(tx)
            .select(CLOCK_TESTS.fields())
            .from(CLOCK_TESTS)
            .where(CLOCK_TESTS.RECEIVER_ID.eq(receiverId))
            .and(when(after, CLOCK_TESTS.AT::lt))
            .orderBy(CLOCK_TESTS.AT.desc())
            .limit(limit + 1)
            .fetch(ClockTestRepository::read);
    return Page.of(found, limit, ClockTest::at);
  }

  /// Finds the newest test of each of some receivers, with one statement.
  ///
  /// @param tx the transaction
  /// @param receiverIds the receivers
  /// @return the newest of those that were ever tested, by rising id of the receiver
  public List<ClockTest> newest(Tx tx, Collection<Integer> receiverIds) {
    return Sql.on(tx)
        .select(CLOCK_TESTS.fields())
        .distinctOn(CLOCK_TESTS.RECEIVER_ID)
        .from(CLOCK_TESTS)
        .where(CLOCK_TESTS.RECEIVER_ID.eq(any(receiverIds.toArray(new Integer[0]))))
        .orderBy(CLOCK_TESTS.RECEIVER_ID, CLOCK_TESTS.AT.desc())
        .fetch(ClockTestRepository::read);
  }

  /// Removes old tests, some at a time. There are few, so that no index leads to them by time.
  ///
  /// @param tx the transaction
  /// @param before those before this time are old
  /// @param most the most to remove
  /// @return how many were removed; fewer than the most when none is left
  public int forget(Tx tx, Instant before, int most) {
    return Sql.on(tx)
        .deleteFrom(CLOCK_TESTS)
        .where(
            row(CLOCK_TESTS.RECEIVER_ID, CLOCK_TESTS.AT)
                .in(
                    select(CLOCK_TESTS.RECEIVER_ID, CLOCK_TESTS.AT)
                        .from(CLOCK_TESTS)
                        .where(CLOCK_TESTS.AT.lt(before))
                        .limit(most)))
        .execute();
  }

  private static ClockTestsRecord record(Tx tx, ClockTest test) {
    ClockTestsRecord row = Sql.on(tx).newRecord(CLOCK_TESTS);
    row.setReceiverId(test.receiverId());
    row.setAt(test.at());
    row.setStation(test.station());
    row.setCarrierFrequencyHz(test.carrierFrequencyHz());
    ClockTest.Failure failure = test.failure();
    row.setFailureReason(failure == null ? null : failure.reason());
    row.setMessage(failure == null ? "" : failure.message());
    ClockTest.Carrier carrier = test.carrier();
    row.setCarrierOffsetHz(carrier == null ? null : carrier.offsetHz());
    row.setCarrierOffsetSigmaHz(carrier == null ? null : carrier.sigmaHz());
    row.setClockErrorPpm(carrier == null ? null : carrier.clockErrorPpm());
    row.setCn0Dbhz(carrier == null ? null : carrier.cn0Dbhz());
    row.setSecondMarks(test.marks().count());
    row.setSecondMarkOffsetUs(test.marks().offsetUs());
    row.setSecondMarkSigmaUs(test.marks().sigmaUs());
    row.setScore(test.score());
    return row;
  }

  private static ClockTest read(Record row) {
    return new ClockTest(
        row.get(CLOCK_TESTS.RECEIVER_ID),
        row.get(CLOCK_TESTS.AT),
        row.get(CLOCK_TESTS.STATION),
        row.get(CLOCK_TESTS.CARRIER_FREQUENCY_HZ),
        row.get(CLOCK_TESTS.FAILURE_REASON) == null
            ? null
            : map(
                row.into(CLOCK_TESTS.FAILURE_REASON, CLOCK_TESTS.MESSAGE),
                mapping(ClockTest.Failure::new)),
        row.get(CLOCK_TESTS.CARRIER_OFFSET_HZ) == null
            ? null
            : map(
                row.into(
                    CLOCK_TESTS.CARRIER_OFFSET_HZ,
                    CLOCK_TESTS.CARRIER_OFFSET_SIGMA_HZ,
                    CLOCK_TESTS.CLOCK_ERROR_PPM,
                    CLOCK_TESTS.CN0_DBHZ),
                mapping(ClockTest.Carrier::new)),
        map(
            row.into(
                CLOCK_TESTS.SECOND_MARKS,
                CLOCK_TESTS.SECOND_MARK_OFFSET_US,
                CLOCK_TESTS.SECOND_MARK_SIGMA_US),
            mapping(ClockTest.Marks::new)),
        row.get(CLOCK_TESTS.SCORE));
  }
}
