package io.heimdall.server.acquisition;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.util.Set;

/// Stands for a file that was given to a server which has ended since: the file went with it. A run
/// that goes on where that server stopped finds this, and ends with what is stored.
final class LostFile implements ReceiverDriver {

  private final String fileName;

  LostFile(String fileName) {
    this.fileName = fileName;
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Set<String> schemes() {
    return Set.of();
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    throw failure();
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    return ReceiverHealth.bad(false, failure());
  }

  private ReceiverFailure failure() {
    return ReceiverFailure.lasting(
        FailureReason.INTERRUPTED,
        "the server stopped while it stored the file %s; import it again".formatted(fileName));
  }
}
