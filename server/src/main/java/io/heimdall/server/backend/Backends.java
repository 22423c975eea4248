package io.heimdall.server.backend;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.embedded.DataDirectory;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.embedded.EmbeddedPostgres;
import io.heimdall.server.failpoint.Failpoints;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.server.storage.UrlSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The database and the object store, given or embedded, ready for use. Both start at the same
/// time, since each takes a second.
public final class Backends implements AutoCloseable {
  private final Data data;
  private final Objects objects;

  private interface Backend extends AutoCloseable {
    @Override
    void close();
  }

  private record Data(Opened opened, Database database) implements Backend {
    @Override
    public void close() {
      opened.close();
    }
  }

  private record Objects(
      Opened opened, ObjectStore store, UrlSigner urls, StoreConfig config, Optional<Path> keysFile)
      implements Backend {
    @Override
    public void close() {
      opened.close();
    }
  }

  private Backends(Data data, Objects objects) {
    this.data = data;
    this.objects = objects;
  }

  /// Opens both.
  ///
  /// @param config which ones
  /// @param directory where embedded ones keep their data
  /// @return both, which the caller closes before the directory
  /// @throws IOException when one cannot be had, with a sentence for the user
  /// @throws InterruptedException when the start is broken off
  public static Backends open(ServerConfig config, DataDirectory directory)
      throws IOException, InterruptedException {
    return open(config, directory, Failpoints.NONE);
  }

  /// Opens both.
  ///
  /// @param config which ones
  /// @param directory where embedded ones keep their data
  /// @param failpoints what they lead to
  /// @return both, which the caller closes before the directory
  /// @throws IOException when one cannot be had, with a sentence for the user
  /// @throws InterruptedException when the start is broken off
  public static Backends open(ServerConfig config, DataDirectory directory, Failpoints failpoints)
      throws IOException, InterruptedException {
    try (ExecutorService starting =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("start-", 0).factory())) {
      Future<Data> data = starting.submit(() -> data(config, directory, failpoints));
      Future<Objects> objects = starting.submit(() -> objects(config, directory, failpoints));
      try {
        return new Backends(await(data), await(objects));
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        closeLate(data);
        closeLate(objects);
        throw e;
      }
    }
  }

  /// The database.
  ///
  /// @return the database, closed with this
  public Database database() {
    return data.database();
  }

  /// The object store.
  ///
  /// @return the store, closed with this
  public ObjectStore store() {
    return objects.store();
  }

  /// Makes URLs to the object store.
  ///
  /// @return the signer, closed with this
  public UrlSigner urls() {
    return objects.urls();
  }

  /// Where the object store is.
  ///
  /// @return its configuration
  public StoreConfig storeConfig() {
    return objects.config();
  }

  /// Where the keys of the embedded store are.
  ///
  /// @return a file; empty for a store that was given
  public Optional<Path> keysFile() {
    return objects.keysFile();
  }

  /// Stops both at the same time; each has stopped when this returns.
  @Override
  public void close() {
    try (ExecutorService stopping =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("stop-", 0).factory())) {
      stopping.execute(objects::close);
      stopping.execute(data::close);
    }
  }

  private static Data data(ServerConfig config, DataDirectory directory, Failpoints failpoints)
      throws IOException {
    return opening(opened -> {
      DatabaseConfig database =
          config.database().isPresent()
              ? config.database().get()
              : opened.add(EmbeddedPostgres.start(directory.postgres())).config();
      return new Data(opened, opened.add(Database.open(database, failpoints::around)));
    });
  }

  private static Objects objects(
      ServerConfig config, DataDirectory directory, Failpoints failpoints) throws IOException {
    return opening(opened -> {
      Optional<Path> keysFile = Optional.empty();
      StoreConfig store;
      if (config.store().isPresent()) {
        store = config.store().get();
      } else {
        var embedded = opened.add(EmbeddedObjectStore.start(directory.objectStore()));
        store = embedded.config(config.bucket());
        keysFile = Optional.of(embedded.keysFile());
      }
      S3ObjectStore s3 = S3ObjectStore.open(store, config.storeOptions());
      ObjectStore objects = opened.add(failpoints.around(s3));
      objects.ensureBucket();
      return new Objects(opened, objects, s3.urls(), store, keysFile);
    });
  }

  private interface Opening<T> {
    T with(Opened opened) throws IOException;
  }

  /// Opens several things, or none.
  private static <T> T opening(Opening<T> opening) throws IOException {
    var opened = new Opened();
    try {
      return opening.with(opened);
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private static <T> T await(Future<T> starting) throws IOException, InterruptedException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException("a part did not start", e);
      }
    }
  }

  /// Closes a part that came up although the whole did not.
  private static void closeLate(Future<? extends Backend> starting) {
    try {
      starting.get().close();
    } catch (ExecutionException _) {
      // It has closed itself, and the first failure is the one that is told.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
