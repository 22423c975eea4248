package io.heimdall.server.chaos.client;

import com.google.errorprone.annotations.FormatMethod;
import io.heimdall.server.chaos.cluster.CountingReceiver;
import io.heimdall.v1.AcquisitionPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// One acquisition as its client sees it: what was asked, and everything that was answered. Its own
/// thread writes; others read once that has ended.
public final class Job {

  private final UUID requestId;
  private final AcquisitionPlan plan;
  private final Map<Integer, CountingReceiver> receivers;
  private final List<WatchLog> watches = new ArrayList<>();
  private final List<EarlyRead> reads = new ArrayList<>();
  private final List<String> breaches = new ArrayList<>();
  private Optional<String> acquisition = Optional.empty();
  private boolean cancelled;

  /// What a client read before the end.
  ///
  /// @param receiverId of which receiver
  /// @param hop of which frequency
  /// @param first the first index it asked for
  /// @param count how many
  /// @param read what it got
  public record EarlyRead(
      int receiverId, int hop, long first, long count, SampleReader.Read read) {}

  Job(UUID requestId, AcquisitionPlan plan, Map<Integer, CountingReceiver> receivers) {
    this.requestId = requestId;
    this.plan = plan;
    this.receivers = Map.copyOf(receivers);
  }

  /// The id under which it was asked for.
  ///
  /// @return the request's id
  public UUID requestId() {
    return requestId;
  }

  /// What was asked for.
  ///
  /// @return the plan
  public AcquisitionPlan plan() {
    return plan;
  }

  /// The receivers it was asked of.
  ///
  /// @return by their registered ids
  public Map<Integer, CountingReceiver> receivers() {
    return receivers;
  }

  /// The acquisition, once it was acknowledged.
  ///
  /// @return its id; empty while it was not
  public Optional<String> acquisition() {
    return acquisition;
  }

  /// A server has acknowledged it.
  void acknowledged(String id) {
    if (acquisition.isPresent() && !acquisition.get().equals(id)) {
      breach("request %s is acquisition %s and then %s", requestId, acquisition.get(), id);
    }
    acquisition = Optional.of(id);
  }

  /// A cancel was acknowledged, or may have been accepted.
  void cancelSent() {
    cancelled = true;
  }

  /// Whether a cancel may have been accepted.
  ///
  /// @return true once one was sent
  public boolean cancelled() {
    return cancelled;
  }

  /// What its watchers were told.
  ///
  /// @return a log for each
  public List<WatchLog> watches() {
    return watches;
  }

  /// What was read before its end.
  ///
  /// @return the reads
  public List<EarlyRead> reads() {
    return reads;
  }

  /// Notes a breach of the contract.
  @FormatMethod
  void breach(String what, Object... values) {
    breaches.add(what.formatted(values));
  }

  /// What breaks the contract.
  ///
  /// @return sentences
  public List<String> breaches() {
    return breaches;
  }
}
