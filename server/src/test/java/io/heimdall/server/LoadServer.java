package io.heimdall.server;

import io.heimdall.db.Transactions;
import io.heimdall.server.artifact.Catalogue;
import io.heimdall.server.artifact.content.CheckedCopies;
import io.heimdall.server.artifact.upload.PassingTime;
import io.heimdall.server.artifact.upload.UploadHousekeeping;
import io.heimdall.server.backend.Backends;
import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.embedded.DataDirectory;
import io.heimdall.server.failpoint.Failpoints;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.ObjectStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A server in a process of its own that knows every caller: tokens say who they are, as
/// `ROLE:name:groups`. It stops when a line comes in; then it compares store and rows, once
/// everything that is due in 40 days was done.
public final class LoadServer {

  private LoadServer() {}

  /// Runs it, and ends with 1 where store and rows disagree.
  ///
  /// @param args the data directory
  /// @throws IOException when a part does not start
  /// @throws InterruptedException when the start is broken off
  /// @throws ConfigException when the configuration is wrong
  public static void main(String[] args) throws IOException, InterruptedException, ConfigException {
    ServerConfig config =
        ServerConfig.from(
            Map.of(
                "HEIMDALL_DATA",
                args[0],
                "HEIMDALL_PORT",
                "0",
                "HEIMDALL_ARTIFACT_TYPES_DENIED",
                "image/gif",
                "HEIMDALL_ARTIFACT_LIMIT",
                "1GiB"));
    try (Server server = Server.start(config, Failpoints.NONE, LoadServer::caller)) {
      IO.println("listening " + server.address().getPort());
      var _ = IO.readln();
      memory().forEach(IO::println);
    }
    List<String> wrong = wrong(config);
    wrong.forEach(IO::println);
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  private static Optional<Caller> caller(String token) {
    String[] parts = token.split(":", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    Set<String> groups = parts[2].isEmpty() ? Set.of() : Set.of(parts[2].split(","));
    return Optional.of(new Caller(parts[1], Role.valueOf(parts[0]), groups));
  }

  private static List<String> memory() throws IOException {
    List<String> lines = new ArrayList<>();
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
      }
    }
    ManagementFactory.getMemoryMXBean().gc();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    lines.add(
        "heap: %d MiB of %d at the most, %d after a collection"
            .formatted(peak >> 20, heap.getMax() >> 20, heap.getUsed() >> 20));
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .forEach(lines::add);
    return lines;
  }

  private static List<String> wrong(ServerConfig config) throws IOException, InterruptedException {
    try (DataDirectory directory = DataDirectory.open(config.dataDirectory());
        Backends backends = Backends.open(config, directory)) {
      Transactions transactions = backends.database().transactions();
      keepHouse(transactions, backends.store());
      PassingTime.pass(transactions, config.dataDirectory(), Duration.ofDays(40));
      keepHouse(transactions, backends.store());
      PassingTime.pass(transactions, config.dataDirectory(), Duration.ofHours(7));
      keepHouse(transactions, backends.store());
      return compared(transactions, backends.store());
    }
  }

  private static void keepHouse(Transactions transactions, ObjectStore store) {
    InstantSource clock = InstantSource.system();
    Catalogue catalogue =
        Catalogue.open(
            transactions,
            store,
            new CheckedCopies(transactions, store),
            clock,
            Duration.ofDays(30));
    catalogue.trash().run();
    catalogue.publishing().run();
    catalogue.documents().run();
    new UploadHousekeeping(transactions, store, clock).run();
  }

  private static List<String> compared(Transactions transactions, ObjectStore store) {
    Set<String> rows =
        read(
            transactions,
            "select object_key from artifact_files"
                + " union select public_key from artifact_files where public_key is not null"
                + " union select 'metadata/artifacts/' || id || '/metadata.json' from artifacts");
    Set<String> objects = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (String prefix : List.of("artifacts/", "metadata/artifacts/", "temp/")) {
      objects.addAll(keys(store, prefix));
      store
          .unfinished(prefix, Instant.MAX)
          .forEach(parts -> wrong.add("unfinished parts of " + parts.key()));
    }
    IO.println("%d objects, %d rows".formatted(objects.size(), rows.size()));
    rows.stream()
        .filter(key -> !objects.contains(key))
        .forEach(key -> wrong.add("no object " + key));
    objects.stream()
        .filter(key -> !rows.contains(key))
        .forEach(key -> wrong.add("no row of " + key));
    return wrong;
  }

  private static Set<String> keys(ObjectStore store, String prefix) {
    Set<String> keys = new TreeSet<>();
    String after = "";
    for (var page = store.list(prefix, after, 1000);
        !page.objects().isEmpty();
        page = store.list(prefix, after, 1000)) {
      page.objects().forEach(object -> keys.add(object.key()));
      after = page.objects().getLast().key();
    }
    return keys;
  }

  private static Set<String> read(Transactions transactions, String sql) {
    return transactions.inTransaction(tx -> {
      Set<String> found = new TreeSet<>();
      try (Statement statement = tx.connection().createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return found;
    });
  }
}
