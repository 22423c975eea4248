package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.Ban;
import io.heimdall.db.courtesy.Claim;
import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is settled with the database together.
///
/// @param asked turns to be taken
/// @param held turns to be renewed
/// @param leaving turns to be given back
/// @param bans what receivers have said
record Round(List<Turn> asked, List<Turn> held, List<Turn> leaving, List<NewBan> bans) {

  /// What has come of it.
  ///
  /// @param bans the bans of addresses that were asked for
  /// @param held the claims that hold
  record Found(Map<ReceiverAddress, Ban> bans, Set<Claim> held) {}

  /// What is still to be settled once what was left is given back.
  Round withoutLeaving() {
    return new Round(asked, held, List.of(), List.of());
  }

  boolean empty() {
    return bans.isEmpty() && leaving.isEmpty() && holdsNothing();
  }

  boolean holdsNothing() {
    return asked.isEmpty() && held.isEmpty();
  }
}
