package io.heimdall.server.grpc.message;

import com.google.protobuf.Duration;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.artifact.usage.Reads;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.VersionRetention;
import java.util.Map;
import java.util.UUID;

/// Artifacts and their versions on the wire.
public final class ArtifactMessages {
  private ArtifactMessages() {}

  /// An artifact, and what the caller may do with it.
  ///
  /// @param seen the domain's
  /// @return the wire's
  public static io.heimdall.v1.Artifact of(Rights.Seen seen) {
    return of(seen.artifact(), seen.access());
  }

  /// An artifact, what the caller may do with it, and how often it was read.
  ///
  /// @param seen the domain's
  /// @param reads how often artifacts were read, of those of which the caller may know
  /// @return the wire's
  public static io.heimdall.v1.Artifact of(Rights.Seen seen, Map<UUID, Reads> reads) {
    Reads read = reads.get(seen.artifact().id());
    if (read == null) {
      return of(seen);
    }
    var message = of(seen).toBuilder().setReadCount(read.count());
    if (read.lastAt() != null) {
      message.setLastReadTime(Times.of(read.lastAt()));
    }
    return message.build();
  }

  /// An artifact, and what the caller may do with it.
  ///
  /// @param artifact the domain's
  /// @param access what the caller may do
  /// @return the wire's
  public static io.heimdall.v1.Artifact of(Artifact artifact, Access access) {
    return message(artifact).setAccess(of(access)).build();
  }

  /// An artifact without what anybody may do with it.
  ///
  /// @param artifact the domain's
  /// @return the wire's, to be completed
  static io.heimdall.v1.Artifact.Builder message(Artifact artifact) {
    ArtifactSpec spec = artifact.spec();
    var message =
        io.heimdall.v1.Artifact.newBuilder()
            .setId(artifact.id().toString())
            .setOwner(artifact.owner())
            .setName(spec.name())
            .setTitle(spec.title())
            .setDescription(spec.description())
            .setLabels(Labels.struct(spec.labelsJson()))
            .addAllTags(spec.tags())
            .addAllDerivedFrom(spec.derivedFrom().stream().map(ArtifactSources::of).toList())
            .setVisibility(of(spec.visibility()))
            .setContentType(artifact.content().contentType())
            .setSizeBytes(artifact.content().sizeBytes())
            .setSha256(artifact.content().sha256())
            .setVersion(artifact.version())
            .setRevision(artifact.revision())
            .setEtag(Etags.of(artifact.revision()))
            .setCreateTime(Times.of(artifact.times().createdAt()))
            .setUpdateTime(Times.of(artifact.times().updatedAt()));
    if (artifact.times().deletedAt() != null) {
      message.setDeleteTime(Times.of(artifact.times().deletedAt()));
    }
    if (artifact.times().purgeAt() != null) {
      message.setPurgeTime(Times.of(artifact.times().purgeAt()));
    }
    if (!spec.retention().equals(io.heimdall.db.artifact.VersionRetention.ALL)) {
      message.setVersionRetention(of(spec.retention()));
    }
    return message;
  }

  /// A version of an artifact.
  ///
  /// @param artifactId the artifact
  /// @param version the domain's
  /// @return the wire's
  public static ArtifactVersion of(
      UUID artifactId, io.heimdall.db.artifact.ArtifactVersion version) {
    var message =
        ArtifactVersion.newBuilder()
            .setArtifactId(artifactId.toString())
            .setVersion(version.version())
            .setName(version.name())
            .setContentType(version.contentType())
            .setSizeBytes(version.file().sizeBytes())
            .setStoredBytes(version.file().storedBytes())
            .setSha256(version.file().sha256())
            .setCreateTime(Times.of(version.createdAt()))
            .setCreatedBy(version.createdBy());
    if (version.restoredFrom() != null) {
      message.setRestoredFrom(version.restoredFrom());
    }
    if (version.file().corruptAt() != null) {
      message.setCorruptTime(Times.of(version.file().corruptAt()));
    }
    return message.build();
  }

  /// What a caller says of an artifact, within the contract's limits. The content type is left out:
  /// it belongs to the bytes.
  ///
  /// @param field the path of the message in the request, for what is wrong in it
  /// @param name the artifact's name, made safe
  /// @param message the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with FIELD_INVALID
  public static ArtifactSpec spec(String field, String name, io.heimdall.v1.ArtifactSpec message) {
    return new ArtifactSpec(
        name,
        message.getTitle(),
        message.getDescription(),
        Labels.json(field + ".labels", message.getLabels()),
        message.getTagsList(),
        message.getDerivedFromList().stream().map(ArtifactSources::text).distinct().toList(),
        visibility(message.getVisibility()),
        retention(field + ".version_retention.max_age", message.getVersionRetention()));
  }

  /// What is said of an artifact, as a caller would say it. The content type is left out.
  ///
  /// @param spec the domain's
  /// @return the wire's
  static io.heimdall.v1.ArtifactSpec spec(ArtifactSpec spec) {
    var message =
        io.heimdall.v1.ArtifactSpec.newBuilder()
            .setName(spec.name())
            .setTitle(spec.title())
            .setDescription(spec.description())
            .setLabels(Labels.struct(spec.labelsJson()))
            .addAllTags(spec.tags())
            .addAllDerivedFrom(spec.derivedFrom().stream().map(ArtifactSources::of).toList())
            .setVisibility(of(spec.visibility()));
    if (!spec.retention().equals(io.heimdall.db.artifact.VersionRetention.ALL)) {
      message.setVersionRetention(of(spec.retention()));
    }
    return message.build();
  }

  /// Who may read an artifact.
  ///
  /// @param visibility the wire's
  /// @return the domain's
  public static Visibility visibility(io.heimdall.v1.Visibility visibility) {
    return switch (visibility) {
      case VISIBILITY_PUBLIC -> Visibility.PUBLIC;
      case VISIBILITY_PRIVATE, VISIBILITY_UNSPECIFIED, UNRECOGNIZED -> Visibility.PRIVATE;
    };
  }

  private static io.heimdall.v1.Visibility of(Visibility visibility) {
    return switch (visibility) {
      case PUBLIC -> io.heimdall.v1.Visibility.VISIBILITY_PUBLIC;
      case PRIVATE -> io.heimdall.v1.Visibility.VISIBILITY_PRIVATE;
    };
  }

  /// What somebody may do.
  ///
  /// @param access the domain's
  /// @return the wire's
  static ArtifactAccess of(Access access) {
    return switch (access) {
      case READ -> ArtifactAccess.ARTIFACT_ACCESS_READ;
      case WRITE -> ArtifactAccess.ARTIFACT_ACCESS_WRITE;
      case OWN -> ArtifactAccess.ARTIFACT_ACCESS_OWN;
    };
  }

  private static VersionRetention of(io.heimdall.db.artifact.VersionRetention retention) {
    var message = VersionRetention.newBuilder();
    if (retention.maxVersions() != null) {
      message.setMaxVersions(retention.maxVersions());
    }
    if (retention.maxAgeSeconds() != null) {
      message.setMaxAge(Duration.newBuilder().setSeconds(retention.maxAgeSeconds()));
    }
    return message.build();
  }

  private static io.heimdall.db.artifact.VersionRetention retention(
      String field, VersionRetention message) {
    if (message.getMaxAge().getNanos() != 0) {
      throw new Failure.Invalid(Reason.FIELD_INVALID, field, field + " must be whole seconds")
          .exception();
    }
    return new io.heimdall.db.artifact.VersionRetention(
        message.getMaxVersions() == 0 ? null : message.getMaxVersions(),
        message.hasMaxAge() ? message.getMaxAge().getSeconds() : null);
  }
}
