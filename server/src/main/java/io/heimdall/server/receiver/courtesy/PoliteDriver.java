package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Failures;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// A driver that connects only where and when [Courtesy] allows it. What has no host, such as a
/// file, it lets pass.
final class PoliteDriver implements ReceiverDriver {

  private final ReceiverDriver driver;
  private final Doors doors;
  private final Turns turns;
  private final Rests rests;

  PoliteDriver(ReceiverDriver driver, Doors doors, Turns turns, Rests rests) {
    this.driver = driver;
    this.doors = doors;
    this.turns = turns;
    this.rests = rests;
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public Set<String> schemes() {
    return driver.schemes();
  }

  @Override
  public String branch(URI url) {
    return driver.branch(url);
  }

  @Override
  public boolean resting(ReceiverTarget target) {
    try {
      return rests.any(door(target));
    } catch (ReceiverFailure _) {
      return false;
    }
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    List<ReceiverAddress> door = door(target);
    if (door.isEmpty()) {
      return driver.open(target, tuning);
    }
    Turn turn;
    try {
      rests.await(door);
      turn = turns.take(target.toString(), door, Courtesy.LONGEST_WAIT);
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
    boolean open = false;
    try {
      IqStream stream = driver.open(target, tuning);
      open = true;
      rests.end(door);
      turn.onLoss(stream::close);
      return new PoliteStream(stream, turn, failure -> heed(target, turn, failure));
    } catch (ReceiverFailure e) {
      throw heed(target, turn, e);
    } finally {
      if (!open) {
        turn.close();
      }
    }
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    List<ReceiverAddress> door;
    try {
      door = door(target);
    } catch (ReceiverFailure e) {
      return ReceiverHealth.bad(false, e);
    }
    if (door.isEmpty()) {
      return driver.check(target, tuning);
    }
    Turn turn;
    try {
      turn = turns.take(target.toString(), door, Courtesy.LONGEST_WAIT_OF_A_CHECK);
    } catch (ReceiverFailure e) {
      return ReceiverHealth.notAsked(e);
    } catch (InterruptedException e) {
      return ReceiverHealth.notAsked(interrupted(target, e));
    }
    return BoundedCheck.of(driver, target, tuning, health -> end(target, turn, health));
  }

  /// Ends the turn of a check, whose connection has ended.
  private void end(ReceiverTarget target, Turn turn, ReceiverHealth health) {
    try {
      if (health.failure().isEmpty()) {
        rests.end(turn.door());
      } else {
        var _ = heed(target, turn, new ReceiverFailure(health.failure().get(), health.message()));
      }
    } finally {
      turn.close();
    }
  }

  private List<ReceiverAddress> door(ReceiverTarget target) throws ReceiverFailure {
    try {
      return doors.of(target.url(), driver.branch(target.url()));
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
  }

  private ReceiverFailure heed(ReceiverTarget target, Turn turn, ReceiverFailure failure) {
    if (turn.lost()) {
      return new ReceiverFailure(
          FailureReason.BUSY,
          target + " was let go: another server of ours has taken it over",
          failure);
    }
    if (failure.reason() == FailureReason.QUOTA) {
      turn.ban(failure);
    } else {
      rests.heed(turn.door(), failure);
    }
    return failure;
  }

  private static ReceiverFailure interrupted(ReceiverTarget target, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ReceiverFailure(
        FailureReason.CANCELLED, "waiting for " + target + " was interrupted", e);
  }
}
