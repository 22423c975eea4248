package io.heimdall.server.admin;

import io.heimdall.db.Transactions;
import io.heimdall.db.recording.ObjectClaim;
import io.heimdall.db.recording.ObjectIndex;
import io.heimdall.db.recording.ObjectName;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.storage.Hop;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SessionKey;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StoredObject;
import java.util.List;
import java.util.Map;

/// Objects of sessions, listed by the rows of recordings. Those under other names than
/// [SessionLayout] gives are somebody else's.
record SessionObjects(Transactions transactions, ObjectIndex index) implements ObjectOwners {

  private static final int ONLY_HOP = 0;

  @Override
  public String root() {
    return SessionLayout.ROOT;
  }

  @Override
  public Map<String, ObjectClaim> claims(List<StoredObject> objects) {
    List<ObjectName> ours =
        objects.stream()
            .flatMap(
                object -> SessionLayout.parse(object.key()).map(key -> name(object, key)).stream())
            .toList();
    return ours.isEmpty() ? Map.of() : transactions.inTransaction(tx -> index.claims(tx, ours));
  }

  private static ObjectName name(StoredObject object, SessionKey key) {
    RecordingName recording = key.recording();
    int hop = recording.hop().map(Hop::index).orElse(ONLY_HOP);
    String samples =
        switch (key.kind()) {
          case SAMPLES -> object.key();
          case SIGMF_META -> samplesKey(key);
          case METADATA -> "";
        };
    return new ObjectName(
        object.key(), samples, new RecordingId(recording.taskId(), recording.receiverId(), hop));
  }

  private static String samplesKey(SessionKey key) {
    return key.segment()
        .map(SessionLayout::segment)
        .orElseGet(() -> SessionLayout.plainSegment(key.recording()));
  }
}
