package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StoredObject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Writes a run's objects into a store that may be away, slow or full: it tries again until the
/// store has them, patience ends, or the run may not write any more. Safe for any number of
/// threads.
final class PatientStore {

  private static final System.Logger LOG = System.getLogger(PatientStore.class.getName());

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// A connection that breaks can look like bytes that were changed; a broken disk is one that goes
  /// on to.
  private static final int MAX_CORRUPT = 5;

  private final ObjectStore store;
  private final WriteGate gate;

  /// Makes a way to the store.
  ///
  /// @param store the store
  /// @param gate where it is decided whether the run may write
  PatientStore(ObjectStore store, WriteGate gate) {
    this.store = store;
    this.gate = gate;
  }

  /// Writes an object.
  ///
  /// An earlier attempt may have reached the store although its answer did not come: an object with
  /// the same bytes is ours.
  ///
  /// @param object what to write
  /// @param nanosLeft how much patience is left, asked for after each attempt
  /// @throws StorageFailure when the store refuses it, or patience has ended
  /// @throws io.heimdall.db.acquisition.StaleLeaseException when the run may not write any more
  void put(PutRequest object, LongSupplier nanosLeft) {
    var _ = insist(object.key(), () -> putOnce(object), nanosLeft);
  }

  /// Calls the store until it answers.
  ///
  /// @param <T> what the call returns
  /// @param what is called for, in the log
  /// @param call the call, which may be made again
  /// @param nanosLeft how much patience is left, asked for after each attempt
  /// @return what the call returned
  /// @throws StorageFailure when the store refuses, or patience has ended
  /// @throws io.heimdall.db.acquisition.StaleLeaseException when the run may not go on
  <T> T insist(String what, Supplier<T> call, LongSupplier nanosLeft) {
    long pauseNanos = FIRST_PAUSE.toNanos();
    int corrupt = 0;
    for (int attempt = 1; ; attempt++) {
      try {
        T answer = gate.inStore(call);
        if (attempt > 1) {
          LOG.log(INFO, "{0} went through after {1} attempts", what, attempt);
        }
        return answer;
      } catch (StorageFailure e) {
        corrupt += e.kind() == StorageFailure.Kind.CORRUPT ? 1 : 0;
        if (!passing(e) || corrupt >= MAX_CORRUPT) {
          throw e;
        }
        long left = nanosLeft.getAsLong();
        if (left <= 0) {
          throw patienceEnded(what, e);
        }
        LOG.log(WARNING, "{0} is tried again: {1}", what, e.getMessage());
        // Half of it is random, so that recordings do not come back together.
        long pause = pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos / 2);
        gate.pause(Math.min(left, pause));
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
      }
    }
  }

  private StoredObject putOnce(PutRequest object) {
    try {
      return store.put(object);
    } catch (StorageFailure e) {
      if (e.kind() != StorageFailure.Kind.EXISTS) {
        throw e;
      }
      StoredObject there =
          store.head(object.key()).filter(found -> isSame(object, found)).orElseThrow(() -> e);
      store.settle(there.key());
      return there;
    }
  }

  private static boolean isSame(PutRequest object, StoredObject found) {
    return found.sizeBytes() == object.body().sizeBytes()
        && found.sha256().filter(object.body().sha256()::equals).isPresent();
  }

  private static boolean passing(StorageFailure e) {
    return switch (e.kind()) {
      case UNAVAILABLE, FULL, CORRUPT -> true;
      case DENIED, NOT_FOUND, EXISTS, OUT_OF_RANGE, UNSUPPORTED -> false;
    };
  }

  private static StorageFailure patienceEnded(String what, StorageFailure last) {
    return new StorageFailure(
        last.kind(),
        "the store did not answer for %s until patience ended; the last answer: %s"
            .formatted(what, last.getMessage()),
        what,
        last);
  }
}
