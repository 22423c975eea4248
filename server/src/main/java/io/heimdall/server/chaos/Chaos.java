package io.heimdall.server.chaos;

import io.heimdall.server.chaos.check.Audit;
import io.heimdall.server.chaos.check.Leftovers;
import io.heimdall.server.chaos.check.Takeovers;
import io.heimdall.server.chaos.client.Caller;
import io.heimdall.server.chaos.client.Clients;
import io.heimdall.server.chaos.client.History;
import io.heimdall.server.chaos.client.NodeChannels;
import io.heimdall.server.chaos.cluster.Cluster;
import io.heimdall.server.chaos.cluster.Node;
import io.heimdall.server.chaos.fault.FaultSchedule;
import io.heimdall.server.chaos.fault.Gremlin;
import io.heimdall.server.failpoint.Failpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of the harness: a cluster, clients and faults at the same time, then quiet, then the
/// checks.
final class Chaos {

  private static final Duration CALM = Duration.ofSeconds(3);

  private final ChaosPlan plan;
  private final String command;
  private final Consumer<String> progress;

  Chaos(ChaosPlan plan, String command, Consumer<String> progress) {
    this.plan = plan;
    this.command = command;
    this.progress = progress;
  }

  /// Runs everything.
  ///
  /// @param directory where everything is kept
  /// @return what was shown
  ChaosReport run(Path directory) throws IOException, InterruptedException {
    Instant began = Instant.now();
    var takeovers = new AtomicReference<@Nullable Takeovers>();
    try (var history = new History(directory.resolve("history.jsonl"));
        Cluster cluster =
            Cluster.start(
                directory,
                new Cluster.Size(plan.nodes(), plan.receivers(), plan.seed()),
                ended -> ended(ended, history, takeovers.get()));
        var losses = new Takeovers(cluster.database());
        var channels = new NodeChannels(cluster.nodes())) {
      losses.know(cluster.nodes());
      takeovers.set(losses);
      progress.accept("%d servers run, in %s".formatted(plan.nodes(), directory));
      var caller = new Caller(channels, history);
      var leftovers = new Leftovers(cluster);
      try (var clients = new Clients(caller, plan.seed());
          var gremlin = new Gremlin(cluster, history, node -> losses.lost(node, Instant.now()))) {
        clients.register(cluster.radio().receivers());
        suffer(clients, gremlin);
        progress.accept("faults are over; everything is to end");
        gremlin.makeWhole();
        Instant limit = Instant.now().plus(plan.settle());
        boolean ended = clients.awaitAll(limit);
        cluster.awaitServing();
        progress.accept(ended ? "all acquisitions have ended" : "some acquisitions do not end");
        losses.awaitNoted();
        var audit = new Audit(cluster, caller, leftovers, plan.seed());
        audit.check(clients.jobs(), limit);
        return new ChaosReport(
            plan,
            command,
            began,
            gremlin.happened(),
            audit.outcomes(),
            history.replies(),
            new ChaosReport.Times(audit.takeovers(losses, gremlin.happened()), audit.starts()),
            audit.findings());
      }
    }
  }

  private static void ended(Node.Ended ended, History history, @Nullable Takeovers takeovers) {
    history.add(
        "process ended",
        Map.of("node", ended.node(), "exit", ended.exitCode(), "served", ended.served()));
    if (takeovers != null && ended.served()) {
      takeovers.lost(ended.node(), ended.at());
    }
  }

  private void suffer(Clients clients, Gremlin gremlin) throws InterruptedException {
    Instant until = Instant.now().plus(plan.duration());
    var schedule =
        new FaultSchedule(
            plan.seed(), plan.nodes(), plan.pace(), plan.longest(), Failpoint.labels());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> work =
          threads.submit(() -> {
            clients.work(until, until.plus(plan.settle()), plan.longest());
            return null;
          });
      Future<?> faults =
          threads.submit(() -> {
            gremlin.work(schedule, until.minus(CALM));
            return null;
          });
      work.get();
      faults.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the harness itself failed", e.getCause());
    }
  }
}
