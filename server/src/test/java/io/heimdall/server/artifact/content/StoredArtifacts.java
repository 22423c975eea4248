package io.heimdall.server.artifact.content;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.BlockRepository;
import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.VersionRetention;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.storage.ChunkChecksums;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Artifacts as uploads leave them.
public final class StoredArtifacts {

  private final Transactions transactions;
  private final ObjectStore store;
  private final ArtifactJournal journal = new ArtifactJournal(InstantSource.system());

  /// Makes nothing yet.
  ///
  /// @param transactions where rows go
  /// @param store where objects go
  public StoredArtifacts(Transactions transactions, ObjectStore store) {
    this.transactions = transactions;
    this.store = store;
  }

  /// Makes an artifact with one version.
  ///
  /// @param owner whose
  /// @param visibility who may read it
  /// @param content its bytes
  /// @return the artifact
  public Artifact create(String owner, Visibility visibility, byte[] content) {
    return create(owner, visibility, content, put(UUID.randomUUID(), content));
  }

  private Artifact create(String owner, Visibility visibility, byte[] content, StoredFile file) {
    var spec =
        new ArtifactSpec(
            "data.bin",
            "",
            "",
            "{}",
            List.of(),
            List.of(),
            visibility,
            new VersionRetention(null, null));
    return transactions.inTransaction(tx -> {
      Artifact made = journal.create(tx, owner, spec, uploaded(file));
      addBlocks(tx, file, content);
      return made;
    });
  }

  /// Gives an artifact a version.
  ///
  /// @param id the artifact
  /// @param content its bytes
  public void addVersion(UUID id, byte[] content) {
    StoredFile file = put(id, content);
    transactions.runInTransaction(tx -> {
      Artifact artifact = new ArtifactRepository().lock(tx, id).orElseThrow();
      journal.addVersion(tx, artifact.owner(), artifact, uploaded(file));
      addBlocks(tx, file, content);
    });
  }

  private static ArtifactJournal.Uploaded uploaded(StoredFile file) {
    return new ArtifactJournal.Uploaded(file, "data.bin", "application/octet-stream");
  }

  private static void addBlocks(io.heimdall.db.Tx tx, StoredFile file, byte[] content) {
    int[] sums = ChunkChecksums.over(ByteBuffer.wrap(content)).toArray();
    if (sums.length > 0) {
      new BlockRepository().insert(tx, file.id(), 0, sums);
    }
  }

  /// Makes an artifact with one version that is kept compressed.
  ///
  /// @param owner whose
  /// @param content its bytes
  /// @return the artifact
  public Artifact createPacked(String owner, byte[] content) {
    StoredFile file =
        put(UUID.randomUUID(), content, FileEncoding.ZSTD, PackedFiles.packed(content));
    return create(owner, Visibility.PRIVATE, content, file);
  }

  private StoredFile put(UUID artifactId, byte[] content) {
    return put(artifactId, content, FileEncoding.PLAIN, content);
  }

  private StoredFile put(UUID artifactId, byte[] content, FileEncoding encoding, byte[] stored) {
    UUID fileId = UUID.randomUUID();
    String key = "artifacts/users/alice/" + fileId + ".bin";
    ObjectBody body = ObjectBody.of(stored);
    store.put(PutRequest.create(key, body, "application/octet-stream", Map.of()));
    return new StoredFile(
        fileId,
        artifactId,
        key,
        encoding,
        content.length,
        stored.length,
        ObjectBody.of(content).sha256().hex(),
        null);
  }
}
