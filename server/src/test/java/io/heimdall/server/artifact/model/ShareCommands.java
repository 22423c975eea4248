package io.heimdall.server.artifact.model;

import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.UnshareArtifactRequest;
import java.time.Duration;
import java.util.List;

/// Commands about whom artifacts are shared with.
final class ShareCommands {

  private ShareCommands() {}

  private static ArtifactShare.Builder grantee(Session s) {
    var share = ArtifactShare.newBuilder();
    List<String> groups =
        s.people.stream().flatMap(person -> person.groups().stream()).distinct().sorted().toList();
    return groups.isEmpty() || s.drawn().chance(60)
        ? share.setUser(s.anybody().name())
        : share.setGroup(s.drawn().of(groups));
  }

  static void share(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    var share =
        grantee(s).setAccess(s.drawn().chance(50) ? ModelArtifact.READ : ModelArtifact.WRITE);
    if (s.drawn().chance(s.world.exact() ? 30 : 10)) {
      share.setExpireTime(
          s.model.now().after(Duration.ofMinutes(s.drawn().of(List.of(-1, 60, 6_000)))));
    }
    var request = ShareArtifactRequest.newBuilder().setArtifactId(id).setShare(share).build();
    var _ =
        s.compare(
            "share " + share,
            () -> s.calls(who).stub().shareArtifact(request).getShare(),
            () -> s.model.shares.share(who, id, share.build()));
  }

  static void unshare(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    ModelArtifact found = s.model.artifacts.get(id);
    ArtifactShare share =
        found == null || found.shares.isEmpty() || s.drawn().chance(20)
            ? grantee(s).build()
            : s.drawn().of(List.copyOf(found.shares.values()));
    var request = UnshareArtifactRequest.newBuilder().setArtifactId(id);
    if (share.hasUser()) {
      request.setUser(share.getUser());
    } else {
      request.setGroup(share.getGroup());
    }
    var _ =
        s.compare(
            "unshare",
            () -> s.calls(who).stub().unshareArtifact(request.build()).toString(),
            () -> {
              s.model.shares.unshare(who, id, share);
              return "";
            });
  }

  static void shares(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    var request = ListArtifactSharesRequest.newBuilder().setArtifactId(id).build();
    var _ =
        s.compare(
            "shares",
            () -> s.calls(who).stub().listArtifactShares(request).getSharesList(),
            () -> s.model.shares.list(who, id));
  }
}
