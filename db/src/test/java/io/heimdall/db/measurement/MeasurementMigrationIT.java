package io.heimdall.db.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Measurements that were written before they were dated by their window.
class MeasurementMigrationIT {

  /// A hypertable where the extension is, as the schema of then made it.
  private static final String AS_IT_WAS =
      """
      do $$
      begin
        if exists (select from pg_available_extensions where name = 'timescaledb')
            and current_setting('shared_preload_libraries') like '%timescaledb%' then
          create extension if not exists timescaledb;
          perform create_hypertable(
            'measurements', 'planned_start',
            chunk_time_interval => interval '7 days', create_default_indexes => false
          );
        end if;
      end
      $$
      """;

  private static final String ACQUISITIONS =
      """
      insert into acquisitions (
        id, owner, request_id, request_hash, plan, center_frequency_hz, duration_ns, sample_rate_hz,
        min_receivers, planned_start, node_id
      )
      select
        id::uuid, 'alice', id, 'hash', '{}', 77500, 1000000000, 0, 1, '2025-06-01 12:00:00Z', 'n'
      from unnest(array[
        '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b'
      ]) id
      """;

  private static final String HOPS =
      """
      insert into acquisition_hops
        (acquisition_id, hop, center_frequency_hz, window_start_ns, window_end_ns)
      values
        ('00000000-0000-0000-0000-00000000000a', 0, 77500, 1748779201123456789, 1748779202123456789),
        ('00000000-0000-0000-0000-00000000000b', 0, 77500, 1748779203000000000, 1748779204000000000),
        ('00000000-0000-0000-0000-00000000000b', 1, 60000, 1748779205999999999, 1748779207000000000),
        ('00000000-0000-0000-0000-00000000000b', 2, 50000, null, null)
      """;

  /// One of one window; one of each of several hops, of which the last was never agreed on; one
  /// whose acquisition is gone.
  private static final String MEASUREMENTS =
      """
      insert into measurements (
        task_id, websdr_id, hop, planned_start, algorithm_version, owner, receiver_name,
        timestamp_utc, center_frequency_hz, sample_rate_hz, rate_error_ppm, samples_count,
        lost_samples, iq_data_path, metadata_json, detected, snr_db, signal_bandwidth_hz, snr_ref_db,
        reference_bandwidth_hz, cn0_dbhz, total_power_dbfs, signal_power_dbfs, noise_power_dbfs,
        noise_floor_dbfs_per_hz, psd_dbfs, dbm_offset, floor_valid, occupied_fraction,
        welch_segments, welch_length, resolution_hz, obw_hz, obw_low_hz, obw_high_hz, obw_truncated,
        frequency_offset_hz, frequency_offset_sigma_hz, offset_method, clip_fraction,
        overload_fraction, dc_i, dc_q, crest_db, peak_dbfs, first_sample_utc_ns, anchor_sample,
        anchor_utc_ns, measured_rate_hz, timing_class, uncertainty_ns, residual_rms_ns,
        residual_max_ns, max_fix_age_s, created_at
      )
      select
        task::uuid, receiver, hop, '2025-06-01 12:00:00.25Z', 1, 'alice', 'Receiver ' || receiver,
        timestamptz '2025-06-01 12:00:01.5Z' + hop * interval '1 s', 77500 + hop, 12000.5, 41.7,
        120000, 24, 'sessions/a/websdr_3.npy', '{"a": 1}', true, 31.25 + receiver, 500, 24, 2500,
        58, -20, -30, -50, -90, -21, case receiver when 3 then -41.5 end, true, 0.05, 57, 4096,
        2.93, 480, -240.5, 239.5, false, -0.5, 0.002, 'CARRIER', 0, 0.125, 1e-4, -2e-4, 6.5, -13.5,
        1748779201500000000, 17, 1748779201501417000, 12001.145, 'GPS_FIT', 40, 12, 55, 1,
        '2025-06-01 12:01:00.123456Z'
      from (values
        ('00000000-0000-0000-0000-00000000000a', 3, 0),
        ('00000000-0000-0000-0000-00000000000a', 4, 0),
        ('00000000-0000-0000-0000-00000000000b', 3, 0),
        ('00000000-0000-0000-0000-00000000000b', 3, 1),
        ('00000000-0000-0000-0000-00000000000b', 3, 2),
        ('00000000-0000-0000-0000-00000000000c', 3, 0)
      ) as keys (task, receiver, hop)
      """;

  private static final String VALUES =
      """
      select string_agg((to_jsonb(m) - '%s')::text, e'\\n' order by task_id, websdr_id, hop)
      from measurements m
      """;

  private static final String WINDOWS =
      """
      select string_agg(
        concat_ws(
          ' ', right(task_id::text, 1), websdr_id, hop,
          to_char(window_start at time zone 'utc', 'HH24:MI:SS.US')
        ),
        e'\\n' order by task_id, websdr_id, hop
      )
      from measurements
      """;

  private String name = "";

  @BeforeEach
  void migrateToThen() {
    name = TestDatabase.createEmpty();
    TestDatabase.migrateWithoutTimescale(name, "16");
  }

  @AfterEach
  void drop() {
    TestDatabase.administer("drop database " + name + " with (force)");
  }

  @Test
  void keepsEveryValueAndDatesEachByItsWindow() {
    String before;
    try (var pool = TestDatabase.pool(name, 1)) {
      var then = new Transactions(pool);
      execute(then, AS_IT_WAS);
      execute(then, ACQUISITIONS);
      execute(then, HOPS);
      execute(then, MEASUREMENTS);
      before = read(then, VALUES.formatted("planned_start"));
    }

    try (Database database = Database.open(TestDatabase.config(name))) {
      Transactions now = database.transactions();

      assertThat(read(now, VALUES.formatted("window_start"))).isEqualTo(before).isNotEmpty();
      assertThat(read(now, WINDOWS))
          .isEqualTo(
              """
              a 3 0 12:00:01.123456
              a 4 0 12:00:01.123456
              b 3 0 12:00:03.000000
              b 3 1 12:00:05.999999
              b 3 2 12:00:00.250000
              c 3 0 12:00:00.250000\
              """);
    }
  }

  private static void execute(Transactions transactions, String sql) {
    transactions.runInTransaction(tx -> {
      try (Statement statement = tx.connection().createStatement()) {
        statement.execute(sql);
      } catch (SQLException failure) {
        throw new IllegalStateException(sql, failure);
      }
    });
  }

  private static String read(Transactions transactions, String sql) {
    return String.valueOf(
        transactions.<@Nullable String>inTransaction(tx -> TestDatabase.read(tx, sql)));
  }
}
