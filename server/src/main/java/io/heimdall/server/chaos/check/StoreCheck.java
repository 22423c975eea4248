package io.heimdall.server.chaos.check;

import io.grpc.Status;
import io.heimdall.server.chaos.client.Caller;
import io.heimdall.server.chaos.client.Reply;
import io.heimdall.server.chaos.cluster.Cluster;
import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StoredObject;
import io.heimdall.v1.AdminServiceGrpc;
import io.heimdall.v1.SweepStorageRequest;
import io.heimdall.v1.SweepStorageResponse;
import io.heimdall.v1.SweepSummary;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Objects against rows: after a sweep each object has a row, and each row an object.
public final class StoreCheck {

  private static final int PAGE = 1000;
  private static final int SHOWN = 10;
  private static final long SWEEP_SECONDS = 120;

  private StoreCheck() {}

  /// Sweeps, and looks at all objects and rows.
  ///
  /// @param cluster where they are
  /// @param caller calls a server
  /// @param findings takes what is found
  /// @throws InterruptedException when the calling thread is interrupted
  public static void check(Cluster cluster, Caller caller, Findings findings)
      throws InterruptedException {
    boolean swept = sweep(caller, findings);
    try {
      Set<String> rows = rows(cluster);
      Set<String> objects = objects(cluster);
      findings.checked("objects", objects.size());
      Set<String> missing = new TreeSet<>(rows);
      missing.removeAll(objects);
      missing.forEach(key -> findings.breach("a row without its object: %s", key));
      Set<String> orphans = new TreeSet<>(objects);
      orphans.removeAll(rows);
      if (swept) {
        orphans.forEach(key -> findings.breach("an object without a row after a sweep: %s", key));
      } else if (!orphans.isEmpty()) {
        findings.remark(
            "%d objects without a row, which a sweep would remove: %s",
            orphans.size(), orphans.stream().limit(SHOWN).toList());
      }
    } catch (IOException | SQLException | StorageFailure e) {
      findings.breach("objects and rows cannot be compared: %s", e);
    }
  }

  private static boolean sweep(Caller caller, Findings findings) throws InterruptedException {
    var request =
        SweepStorageRequest.newBuilder()
            .setMinAge(com.google.protobuf.Duration.getDefaultInstance())
            .setExecute(true)
            .build();
    Reply<SweepSummary> reply =
        caller.insist(
            "sweep",
            "",
            new SplittableRandom(1),
            channel ->
                summary(
                    AdminServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(SWEEP_SECONDS, TimeUnit.SECONDS)
                        .sweepStorage(request)));
    if (reply instanceof Reply.Ok<SweepSummary>(SweepSummary summary, _)) {
      findings.remark(
          "the sweep found %d orphans among %d objects and removed %d",
          summary.getOrphans(), summary.getObjects(), summary.getDeleted());
      return true;
    }
    if (reply instanceof Reply.Failed<SweepSummary> failed
        && failed.code() == Status.Code.UNIMPLEMENTED) {
      findings.remark("the servers do not sweep");
    } else {
      findings.breach("the sweep fails although all is quiet: %s", reply);
    }
    return false;
  }

  private static SweepSummary summary(Iterator<SweepStorageResponse> results) {
    SweepSummary summary = SweepSummary.getDefaultInstance();
    while (results.hasNext()) {
      SweepStorageResponse result = results.next();
      if (result.hasSummary()) {
        summary = result.getSummary();
      }
    }
    return summary;
  }

  private static Set<String> rows(Cluster cluster) throws SQLException {
    Set<String> keys = new HashSet<>();
    try (Connection connection = cluster.database().connect();
        Statement statement = connection.createStatement()) {
      for (String key :
          DatabaseCheck.rows(statement, "select object_key from recording_segments")) {
        keys.add(key);
        keys.add(SessionLayout.sigmfMeta(key));
      }
      keys.addAll(
          DatabaseCheck.rows(
              statement, "select metadata_key from recordings where metadata_key is not null"));
    }
    return keys;
  }

  private static Set<String> objects(Cluster cluster) throws IOException {
    Set<String> keys = new HashSet<>();
    try (S3ObjectStore store = S3ObjectStore.open(cluster.store().config())) {
      String after = "";
      ObjectPage page;
      do {
        page = store.list(SessionLayout.ROOT, after, PAGE);
        page.objects().stream().map(StoredObject::key).forEach(keys::add);
        after = page.objects().isEmpty() ? after : page.objects().getLast().key();
      } while (page.more());
    }
    return keys;
  }
}
