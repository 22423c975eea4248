package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.Database;
import io.heimdall.server.receiver.wire.Dialer;
import java.time.Duration;

/// Good manners for tests whose checks have to come to their end, however slow the machine is.
public final class PatientCourtesy {

  private PatientCourtesy() {}

  /// Begins to keep a server's turns.
  ///
  /// @param database shared with the other servers
  /// @param nodeId names this server
  /// @param dialer resolves names as it does for the drivers
  /// @return the courtesy, which the caller closes
  public static Courtesy open(Database database, String nodeId, Dialer dialer) {
    var bounds = new Courtesy.Bounds(Rests.REST, Duration.ofSeconds(60));
    return Courtesy.open(database, nodeId, dialer, bounds);
  }
}
