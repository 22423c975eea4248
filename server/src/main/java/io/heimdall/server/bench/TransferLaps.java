package io.heimdall.server.bench;

import io.heimdall.server.storage.ObjectStore;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// One file up and down, by the store's client alone, by gRPC alone, and by the client library
/// through the server: one after the other in every round, so that what disturbs one disturbs all.
final class TransferLaps {

  private final Content content;
  private final ObjectStore store;
  private final UnaryOperator<String[]> served;
  private final UnaryOperator<String[]> bare;
  private final TransferClient client;

  /// What is moved.
  ///
  /// @param file where its bytes are
  /// @param sizeBytes how many
  /// @param sha256 their SHA-256, in hexadecimal digits
  record Content(Path file, long sizeBytes, String sha256) {}

  /// @param content what is moved
  /// @param store the server's store
  /// @param served adds where the server is, and the token, to what the client is to do
  /// @param bare the same for gRPC alone
  /// @param client moves bytes over gRPC
  TransferLaps(
      Content content,
      ObjectStore store,
      UnaryOperator<String[]> served,
      UnaryOperator<String[]> bare,
      TransferClient client) {
    this.content = content;
    this.store = store;
    this.served = served;
    this.bare = bare;
    this.client = client;
  }

  private interface Work {
    String run() throws Exception;
  }

  /// Does each once.
  ///
  /// @return how long each took, in nanoseconds
  /// @throws WrongResultException when bytes are not those that were moved
  Map<TransferReport.Lap, Long> round() throws Exception {
    var took = new EnumMap<TransferReport.Lap, Long>(TransferReport.Lap.class);
    String size = Long.toString(content.sizeBytes());
    String whole = size + " " + content.sha256();
    var object = new BareObject(store, "temp/bench-transfer");
    took.put(
        TransferReport.Lap.STORE_UP, timed(content.sha256(), () -> object.write(content.file())));
    took.put(TransferReport.Lap.STORE_DOWN, timed(content.sha256(), object::read));
    object.delete();
    took.put(TransferReport.Lap.GRPC_UP, timed(size, () -> run(bare, "send", size)));
    took.put(TransferReport.Lap.GRPC_DOWN, timed(size, () -> run(bare, "receive", size)));
    String[] id = {""};
    took.put(
        TransferReport.Lap.UP,
        timed(
            whole,
            () -> {
              String[] told = run(served, "put", content.file().toString()).split(" ", 2);
              id[0] = told[0];
              return told[1];
            }));
    took.put(TransferReport.Lap.DOWN, timed(whole, () -> run(served, "get", id[0])));
    return took;
  }

  private String run(UnaryOperator<String[]> at, String what, String of) {
    return client.run(at.apply(new String[] {what, of}));
  }

  private static long timed(String expected, Work work) throws Exception {
    long begun = System.nanoTime();
    String result = work.run();
    long took = System.nanoTime() - begun;
    WrongResultException.unless(
        result.equals(expected), "moved was %s, expected %s", result, expected);
    return took;
  }
}
