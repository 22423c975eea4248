package io.heimdall.server.admin;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactObjectIndex;
import io.heimdall.db.recording.ObjectClaim;
import io.heimdall.server.artifact.ArtifactKeys;
import io.heimdall.server.storage.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Objects of users' artifacts, listed by files and by uploads under way. Those that a row lets go
/// of are removed without a sweep.
record ArtifactObjects(Transactions transactions, ArtifactObjectIndex index)
    implements ObjectOwners {

  @Override
  public String root() {
    return ArtifactKeys.USERS;
  }

  @Override
  public Map<String, ObjectClaim> claims(List<StoredObject> objects) {
    List<String> keys = objects.stream().map(StoredObject::key).toList();
    Set<String> unlisted = transactions.inTransaction(tx -> index.unlisted(tx, keys));
    Map<String, ObjectClaim> claims = new HashMap<>();
    keys.forEach(
        key -> claims.put(key, unlisted.contains(key) ? ObjectClaim.NONE : ObjectClaim.LISTED));
    return claims;
  }
}
