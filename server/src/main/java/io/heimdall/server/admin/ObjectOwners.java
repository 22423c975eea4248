package io.heimdall.server.admin;

import io.heimdall.db.recording.ObjectClaim;
import io.heimdall.server.storage.StoredObject;
import java.util.List;
import java.util.Map;

/// Whose rows list the objects of one part of the bucket.
interface ObjectOwners {

  /// What the keys of their objects begin with.
  ///
  /// @return the beginning
  String root();

  /// What the rows say of objects.
  ///
  /// @param objects any number
  /// @return what they say, by key; nothing of objects that are somebody else's
  Map<String, ObjectClaim> claims(List<StoredObject> objects);
}
