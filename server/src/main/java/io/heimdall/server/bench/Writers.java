package io.heimdall.server.bench;

import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.Inserted;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Writes measurements as a bulk import does: two connections side by side, each batch a
/// transaction of its own. While one waits for its commit, the other one goes on.
final class Writers {

  static final int COUNT = 2;

  private final Transactions transactions;
  private final MeasurementRepository measurements = new MeasurementRepository();

  /// Makes writers.
  ///
  /// @param transactions where they write
  Writers(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Writes all batches.
  ///
  /// @param batches gives one after another, to any thread; an empty one at the end
  /// @param written told of each batch, by any thread
  /// @throws ExecutionException when a batch was refused
  void write(Supplier<List<Measurement>> batches, Consumer<Inserted> written)
      throws ExecutionException, InterruptedException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(COUNT, Thread.ofPlatform().name("writer-", 0).factory())) {
      var writing = new ArrayList<Future<?>>();
      for (int writer = 0; writer < COUNT; writer++) {
        writing.add(threads.submit(() -> writeInTurn(batches, written)));
      }
      for (Future<?> one : writing) {
        one.get();
      }
    }
  }

  private void writeInTurn(Supplier<List<Measurement>> batches, Consumer<Inserted> written) {
    for (List<Measurement> next = batches.get(); !next.isEmpty(); next = batches.get()) {
      List<Measurement> batch = next;
      written.accept(transactions.inTransaction(tx -> measurements.insert(tx, batch)));
    }
  }
}
