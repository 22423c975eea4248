package io.heimdall.server.artifact.model;

import static io.heimdall.server.artifact.model.ModelArtifact.OWN;

import io.heimdall.v1.ArtifactShare;
import java.util.List;

/// What the service is to do with shares.
final class ModelShares {

  private final ReferenceModel model;

  ModelShares(ReferenceModel model) {
    this.model = model;
  }

  ArtifactShare share(Person caller, String id, ArtifactShare wanted) {
    caller.mustOperate();
    if (!ModelArtifact.holds(wanted, model.now())) {
      throw Refusal.FIELD.exception();
    }
    ModelArtifact found = model.undeleted(caller, id, OWN);
    ArtifactShare share =
        wanted.toBuilder().setCreateTime(model.now().stamp()).setCreatedBy(caller.name()).build();
    found.shares.values().removeIf(each -> !ModelArtifact.holds(each, model.now()));
    found.shares.put(ModelArtifact.grantee(share), share);
    model.events.add(found.now, caller.name(), "share");
    return share;
  }

  /// One that has expired is there until it is swept, but nobody sees it: to take it back tells.
  void unshare(Person caller, String id, ArtifactShare grantee) {
    caller.mustOperate();
    ModelArtifact found = model.find(caller, id, OWN);
    if (found.shares.remove(ModelArtifact.grantee(grantee)) != null) {
      model.events.add(found.now, caller.name(), "unshare");
    }
  }

  List<ArtifactShare> list(Person caller, String id) {
    caller.mustOperate();
    return model.find(caller, id, OWN).shares.values().stream()
        .filter(share -> ModelArtifact.holds(share, model.now()))
        .toList();
  }
}
