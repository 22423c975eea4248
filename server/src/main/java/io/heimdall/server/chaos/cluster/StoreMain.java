package io.heimdall.server.chaos.cluster;

import io.heimdall.server.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The process of the store: an embedded S3 server that runs until it is killed.
final class StoreMain {

  static final String GREETING = "S3 ";

  private StoreMain() {}

  /// Starts the server and prints where it listens.
  ///
  /// @param arguments the directory it keeps its objects in
  /// @throws IOException when it cannot start
  /// @throws InterruptedException never
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (var store = EmbeddedObjectStore.start(Path.of(arguments[0]))) {
      System.out.println(GREETING + store.endpoint());
      System.out.flush();
      new CountDownLatch(1).await();
    }
  }
}
