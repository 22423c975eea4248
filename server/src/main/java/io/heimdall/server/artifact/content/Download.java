package io.heimdall.server.artifact.content;

import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.storage.StorageFailure;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Bytes of a version on their way to a reader. One thread reads; any may cancel.
public final class Download implements AutoCloseable {

  private final String actor;
  private final ArtifactVersion version;
  private final ContentReader reader;
  private final Damage damage;
  private final Term term;

  /// For how long a reader may read.
  ///
  /// @param clock the host's UTC
  /// @param until when the last share ends by which they may; empty where it does not end
  record Term(InstantSource clock, Optional<Instant> until) {

    boolean over() {
      return until.filter(end -> !clock.instant().isBefore(end)).isPresent();
    }
  }

  Download(String actor, ArtifactVersion version, ContentReader reader, Damage damage, Term term) {
    this.actor = actor;
    this.version = version;
    this.reader = reader;
    this.damage = damage;
    this.term = term;
  }

  /// Whose bytes they are.
  ///
  /// @return the version
  public ArtifactVersion version() {
    return version;
  }

  /// What stands for these bytes, to go on with them later: equal for equal bytes.
  ///
  /// @return SHA-256 in quotes
  public String etag() {
    return Downloads.etag(version.file());
  }

  /// Where the next byte stands in the whole.
  ///
  /// @return its offset
  public long position() {
    return reader.position();
  }

  /// Reads on.
  ///
  /// @return the next bytes, verified, at most 256 KiB, which nobody else has; empty after the last
  /// @throws FailureException with OBJECT_CORRUPT, OBJECT_MISSING, STORE_UNAVAILABLE or, where the
  ///   version was removed for good meanwhile, ARTIFACT_VERSION_NOT_FOUND, or where the share ended
  ///   by which the reader might read, ARTIFACT_NOT_FOUND
  public Optional<ByteBuffer> next() {
    if (term.over()) {
      throw Rights.notFound(version.file().artifactId());
    }
    try {
      return reader.next();
    } catch (StorageFailure failure) {
      throw damage.found(actor, version, reader.position(), failure);
    } catch (FileBlocks.GoneException _) {
      throw Downloads.notFound(version.file().artifactId(), version.version());
    }
  }

  /// Gives what is held for reading back while the reader is slow.
  public void rest() {
    reader.rest();
  }

  /// Breaks off reading, now or when it goes on; it then fails. Callable from any thread.
  public void cancel() {
    reader.cancel();
  }

  /// Gives back what was held for reading.
  @Override
  public void close() {
    reader.close();
  }
}
