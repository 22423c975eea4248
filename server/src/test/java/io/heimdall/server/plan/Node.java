package io.heimdall.server.plan;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.task.TaskTable;
import io.heimdall.server.acquisition.AcquisitionConfig;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.EventBell;
import io.heimdall.server.acquisition.NodeLink;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.storage.MemoryObjectStore;
import io.heimdall.server.storage.SegmentSpool;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// One of several nodes on a database. Its plans follow a clock that a test sets; they are looked
/// at when a test says so.
final class Node implements AutoCloseable {
  private static final int PLACES = 10;

  final Database database;
  final Acquisitions acquisitions;
  private final EventBell bell;
  final RecurringPlans plans;
  final DueTimes dueTimes;

  Node(String name, DatabaseConfig config, Path directory, InstantSource clock) {
    database = Database.open(config);
    bell = EventBell.open(database);
    var dialer = new Dialer(Duration.ofSeconds(1), InetAddress::isLoopbackAddress);
    var drivers = new Drivers(List.of(new HttpReceiver("test", dialer, InstantSource.system())));
    acquisitions =
        Acquisitions.open(
            new Acquisitions.Needs(
                database.transactions(),
                drivers,
                SegmentSpool.open(directory.resolve(name), 1L << 20),
                new MemoryObjectStore(),
                new NodeLink(new Schedule(database, TaskTable.ACQUISITIONS, name, PLACES), bell),
                InstantSource.system()),
            AcquisitionConfig.DEFAULTS);
    plans = new RecurringPlans(database.transactions(), acquisitions, clock);
    dueTimes = new DueTimes(database.transactions(), acquisitions, clock);
  }

  /// A clock that a test sets.
  static final class SetClock implements InstantSource {
    private volatile Instant now;

    SetClock(Instant now) {
      this.now = now;
    }

    void set(Instant instant) {
      now = instant;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Override
  public void close() {
    acquisitions.close();
    bell.close();
    database.close();
  }
}
