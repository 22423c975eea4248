package io.heimdall.server.measurement;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.measurement.MeasurementRepository;
import org.jspecify.annotations.Nullable;

/// The measurements there are. Safe for any number of threads; calls block for the database.
public final class Measurements {
  private final Transactions transactions;
  private final MeasurementRepository measurements = new MeasurementRepository();

  /// Opens the measurements.
  ///
  /// @param transactions where they are kept
  public Measurements(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Lists measurements, the newest first.
  ///
  /// @param filter which ones
  /// @param after the position to go on after; null for the first page
  /// @param limit the most measurements to return
  /// @return a page
  public Page<Measurement, MeasurementKey> list(
      MeasurementFilter filter, @Nullable MeasurementKey after, int limit) {
    return transactions.inSnapshot(tx -> measurements.list(tx, filter, after, limit));
  }
}
