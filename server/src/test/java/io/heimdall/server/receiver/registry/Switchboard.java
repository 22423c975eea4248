package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A driver whose receivers are as a test says.
final class Switchboard implements ReceiverDriver {

  private final Map<Integer, ReceiverHealth> healths = new ConcurrentHashMap<>();
  private final Set<Integer> resting = ConcurrentHashMap.newKeySet();
  private final List<Integer> asked = new CopyOnWriteArrayList<>();
  private final List<ReceiverTarget> targets = new CopyOnWriteArrayList<>();

  /// What happens while a receiver is being asked.
  volatile Runnable meanwhile = () -> {};

  void fails(int id, FailureReason reason) {
    healths.put(id, ReceiverHealth.bad(false, new ReceiverFailure(reason, "it is broken")));
  }

  void says(int id, ReceiverHealth health) {
    healths.put(id, health);
  }

  void isLeftAlone(int id) {
    healths.put(
        id, ReceiverHealth.notAsked(new ReceiverFailure(FailureReason.BUSY, "it is in use")));
  }

  void delivers(int id) {
    healths.put(
        id,
        new ReceiverHealth(
            true,
            true,
            Optional.empty(),
            "",
            Optional.of(Duration.ofMillis(20)),
            OptionalInt.of(3),
            OptionalInt.of(4),
            true,
            Optional.empty(),
            Optional.of("test"),
            OptionalDouble.of(12_001.5),
            Optional.of(Duration.ofMillis(-7)),
            true));
  }

  void rests(int id) {
    resting.add(id);
  }

  /// Which receivers were asked, in order.
  List<Integer> asked() {
    return asked;
  }

  /// Where they were asked, and with what.
  List<ReceiverTarget> targets() {
    return targets;
  }

  @Override
  public String name() {
    return "kiwi";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) {
    throw new UnsupportedOperationException("no test opens it");
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    asked.add(target.receiverId());
    targets.add(target);
    meanwhile.run();
    return healths.getOrDefault(
        target.receiverId(),
        ReceiverHealth.notAsked(new ReceiverFailure(FailureReason.BUSY, "no test speaks of it")));
  }

  @Override
  public ReceiverHealth checkUnlessResting(ReceiverTarget target, Tuning tuning) {
    return resting.contains(target.receiverId())
        ? ReceiverHealth.notAsked(new ReceiverFailure(FailureReason.BUSY, "it rests"))
        : check(target, tuning);
  }
}
