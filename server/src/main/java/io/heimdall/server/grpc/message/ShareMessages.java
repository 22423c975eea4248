package io.heimdall.server.grpc.message;

import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Share;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.UnshareArtifactRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Shares of artifacts on the wire.
public final class ShareMessages {
  private ShareMessages() {}

  /// A share.
  ///
  /// @param share the domain's
  /// @return the wire's
  public static ArtifactShare of(Share share) {
    var message =
        ArtifactShare.newBuilder()
            .setAccess(ArtifactMessages.of(share.access()))
            .setCreateTime(Times.of(share.createdAt()))
            .setCreatedBy(share.createdBy());
    switch (share.grantee().type()) {
      case USER -> message.setUser(share.grantee().name());
      case GROUP -> message.setGroup(share.grantee().name());
    }
    if (share.expiresAt() != null) {
      message.setExpireTime(Times.of(share.expiresAt()));
    }
    return message.build();
  }

  /// With whom something is shared.
  ///
  /// @param message the wire's, within the contract's limits
  /// @return the domain's
  public static Share.Grantee grantee(ArtifactShare message) {
    return message.hasUser()
        ? new Share.Grantee(Share.Type.USER, message.getUser())
        : new Share.Grantee(Share.Type.GROUP, message.getGroup());
  }

  /// Whose share is taken back.
  ///
  /// @param message the wire's, within the contract's limits
  /// @return the domain's
  public static Share.Grantee grantee(UnshareArtifactRequest message) {
    return message.hasUser()
        ? new Share.Grantee(Share.Type.USER, message.getUser())
        : new Share.Grantee(Share.Type.GROUP, message.getGroup());
  }

  /// What a share allows.
  ///
  /// @param message the wire's, within the contract's limits
  /// @return READ or WRITE
  public static Access access(ArtifactShare message) {
    return message.getAccess() == ArtifactAccess.ARTIFACT_ACCESS_WRITE ? Access.WRITE : Access.READ;
  }

  /// Until when a share holds.
  ///
  /// @param message the wire's
  /// @return the instant; null: until it is taken back
  /// @throws io.heimdall.server.failure.FailureException with FIELD_INVALID outside the years 1 to
  ///   9999
  public static @Nullable Instant expiresAt(ArtifactShare message) {
    return message.hasExpireTime()
        ? Times.read("share.expire_time", message.getExpireTime())
        : null;
  }
}
