package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.Share;
import io.heimdall.db.artifact.ShareRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whom artifacts are shared with. Only who owns an artifact may know and change it. Safe for any
/// number of threads; calls block for the database.
///
/// Methods throw a [FailureException] with ARTIFACT_NOT_FOUND or ACCESS_TOO_SMALL.
public final class ArtifactSharing {

  private static final int MOST = 1_000;

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final InstantSource clock;
  private final ShareRepository shares = new ShareRepository();

  /// Opens the shares.
  ///
  /// @param transactions where they are kept
  /// @param rights who may do what
  /// @param journal writes down what was done
  /// @param clock the host's UTC, by which shares expire
  public ArtifactSharing(
      Transactions transactions, Rights rights, ArtifactJournal journal, InstantSource clock) {
    this.transactions = transactions;
    this.rights = rights;
    this.journal = journal;
    this.clock = clock;
  }

  /// Shares an artifact, or changes how it is shared with the same grantee.
  ///
  /// @param caller who shares it
  /// @param id the artifact
  /// @param grantee with whom
  /// @param access what they may do
  /// @param expiresAt until when; null: until it is taken back
  /// @return the share
  /// @throws FailureException also with FIELD_INVALID where the end is past, or where there are
  ///   1,000 other shares
  public Share share(
      Caller caller, UUID id, Share.Grantee grantee, Access access, @Nullable Instant expiresAt) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant end = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
    if (end != null && !end.isAfter(now)) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID,
              "share.expire_time",
              "share.expire_time is %s, which is past".formatted(expiresAt))
          .exception();
    }
    var share = new Share(grantee, access, end, now, caller.name());
    return transactions.inTransaction(tx -> {
      Artifact artifact = rights.lockUndeleted(tx, caller, id, Access.OWN).artifact();
      shares.removeExpired(tx, id, now);
      shares.put(tx, id, share);
      if (shares.list(tx, id, now).size() > MOST) {
        throw new Failure.Invalid(
                Reason.FIELD_INVALID, "share", "an artifact can be shared %d times".formatted(MOST))
            .exception();
      }
      journal.note(
          tx,
          caller.name(),
          "artifact.share",
          id,
          Map.of(
              grantee.type() == Share.Type.USER ? "user" : "group",
              grantee.name(),
              "access",
              access.name(),
              "expireTime",
              String.valueOf(end)));
      journal.tell(tx, artifact, caller.name(), "share");
      return share;
    });
  }

  /// Takes a share back. One that is not there is no error.
  ///
  /// @param caller who does it
  /// @param id the artifact
  /// @param grantee whose
  public void unshare(Caller caller, UUID id, Share.Grantee grantee) {
    transactions.runInTransaction(tx -> {
      Artifact artifact = rights.lock(tx, caller, id, Access.OWN).artifact();
      if (shares.remove(tx, id, grantee)) {
        journal.tell(tx, artifact, caller.name(), "unshare");
        journal.note(
            tx,
            caller.name(),
            "artifact.unshare",
            id,
            Map.of(grantee.type() == Share.Type.USER ? "user" : "group", grantee.name()));
      }
    });
  }

  /// Lists whom an artifact is shared with.
  ///
  /// @param caller who asks
  /// @param id the artifact
  /// @return the shares that have not expired, groups before users, by name
  public List<Share> list(Caller caller, UUID id) {
    return transactions.inSnapshot(tx -> {
      rights.require(rights.find(tx, caller, id), Access.OWN);
      return shares.list(tx, id, clock.instant());
    });
  }
}
