package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.client.Caller;
import io.heimdall.server.chaos.client.Job;
import io.heimdall.server.chaos.cluster.Cluster;
import io.heimdall.server.chaos.fault.Happened;
import io.heimdall.v1.Acquisition;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/// All checks after a run, and what they say.
public final class Audit {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofSeconds(20);
  private static final String PREFIX = "ACQUISITION_STATE_";

  private final Cluster cluster;
  private final Caller caller;
  private final Leftovers leftovers;
  private final long seed;
  private final Findings findings = new Findings();
  private final StartErrors starts = new StartErrors();
  private final Map<String, Long> outcomes = new TreeMap<>();

  /// Makes an audit that has not looked yet.
  ///
  /// @param cluster what is looked at
  /// @param caller calls the servers
  /// @param leftovers what servers held before everything
  /// @param seed decides which server is asked
  public Audit(Cluster cluster, Caller caller, Leftovers leftovers, long seed) {
    this.cluster = cluster;
    this.caller = caller;
    this.leftovers = leftovers;
    this.seed = seed;
  }

  /// Looks at everything.
  ///
  /// @param jobs what clients asked for
  /// @param limit when acquisitions nobody was told of must have ended
  /// @throws InterruptedException when the calling thread is interrupted
  public void check(List<Job> jobs, Instant limit) throws InterruptedException {
    awaitQuiet(limit);
    var archive = new Archive(caller, seed, findings);
    for (Job job : jobs) {
      check(job, archive);
    }
    DatabaseCheck.check(cluster.database(), findings);
    StoreCheck.check(cluster, caller, findings);
    leftovers();
    findings.mustHaveChecked(
        "acknowledged acquisitions",
        "watches",
        "events",
        "recordings",
        "stamped recordings",
        "samples",
        "dated runs",
        "segments told to be stored",
        "measurements",
        "objects",
        "event rows");
  }

  /// Acquisitions whose start nobody learnt of have to end as well.
  private void awaitQuiet(Instant limit) {
    while (Instant.now().isBefore(limit) && DatabaseCheck.unfinished(cluster.database()) != 0) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void check(Job job, Archive archive) throws InterruptedException {
    findings.breaches(job.breaches());
    if (job.acquisition().isEmpty()) {
      outcomes.merge("not acknowledged", 1L, Long::sum);
      return;
    }
    Optional<Acquisition> ended =
        new JobCheck(job, job.acquisition().get(), archive, findings).check();
    ended.ifPresent(acquisition -> {
      starts.add(job, acquisition);
      String state = acquisition.getState().name().replace(PREFIX, "");
      outcomes.merge(state, 1L, Long::sum);
      if (acquisition.getRuns() > 1) {
        outcomes.merge(state + " in several runs", 1L, Long::sum);
      }
    });
  }

  /// What is left is given time to go: pools shrink, sockets close.
  private void leftovers() {
    Instant limit = Instant.now().plus(REST);
    List<String> left = leftovers.left();
    while (!left.isEmpty() && Instant.now().isBefore(limit)) {
      LockSupport.parkNanos(LOOK.toNanos());
      left = leftovers.left();
    }
    findings.checked("servers without leftovers", cluster.nodes().size());
    findings.breaches(left);
  }

  /// What was found.
  ///
  /// @return the findings
  public Findings findings() {
    return findings;
  }

  /// How acquisitions ended.
  ///
  /// @return counts by outcome
  public Map<String, Long> outcomes() {
    return outcomes;
  }

  /// How punctual scheduled acquisitions were.
  ///
  /// @return their errors
  public StartErrors starts() {
    return starts;
  }

  /// How long acquisitions were without a server.
  ///
  /// @param takeovers who noted the losses
  /// @param happened what kept servers from the database
  /// @return one for each acquisition that went on
  public List<Takeovers.Takeover> takeovers(Takeovers takeovers, List<Happened> happened) {
    try {
      return takeovers.measure(happened);
    } catch (SQLException e) {
      findings.breach("takeovers cannot be measured: %s", e);
      return List.of();
    }
  }
}
