package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.net.URI;
import java.util.OptionalInt;
import java.util.Set;

/// A driver that connects only where and when [Courtesy] allows it. What has no host, such as a
/// file, it lets pass.
final class PoliteDriver implements ReceiverDriver {

  private final ReceiverDriver driver;
  private final Passage.House house;

  PoliteDriver(ReceiverDriver driver, Passage.House house) {
    this.driver = driver;
    this.house = house;
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
  public OptionalInt usualPort(URI url) {
    return driver.usualPort(url);
  }

  @Override
  public boolean mayLeaveSpike() {
    return driver.mayLeaveSpike();
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    if (!house.doors().leads(driver, target.url())) {
      return driver.open(target, tuning);
    }
    var passage = new Passage(target, driver, Errand.RECEIVE, house);
    boolean open = false;
    try {
      passage.begin();
      IqStream stream = driver.open(target, tuning, passage);
      passage.welcomed();
      passage.onLoss(stream::close);
      open = true;
      return new PoliteStream(stream, passage);
    } catch (ReceiverFailure e) {
      throw passage.heed(e);
    } finally {
      if (!open) {
        passage.close();
      }
    }
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    return check(target, tuning, Errand.CHECK);
  }

  @Override
  public ReceiverHealth checkUnlessResting(ReceiverTarget target, Tuning tuning) {
    return check(target, tuning, Errand.UNASKED_CHECK);
  }

  private ReceiverHealth check(ReceiverTarget target, Tuning tuning, Errand errand) {
    if (!house.doors().leads(driver, target.url())) {
      return driver.check(target, tuning);
    }
    return BoundedCheck.of(
        target,
        house.longestCheck(),
        asking -> {
          try (var passage = new Passage(target, driver, errand, house)) {
            return check(target, tuning, passage, asking);
          }
        });
  }

  private ReceiverHealth check(
      ReceiverTarget target, Tuning tuning, Passage passage, Runnable asking) {
    try {
      passage.begin();
    } catch (ReceiverFailure e) {
      return passage.refused() ? ReceiverHealth.notAsked(e) : ReceiverHealth.bad(false, e);
    }
    asking.run();
    return passage.heed(driver.check(target, tuning, passage));
  }
}
