package io.heimdall.server.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.DocumentRepository;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StorageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Copies of what is said of artifacts, in the store beside their bytes, for whoever has the bucket
/// and no database: `metadata/artifacts/{id}/metadata.json`. They are made from the database after
/// changes, and hold a hash of themselves.
///
/// `sha256_of_document` is that of the document without this field, as JSON without spaces, names
/// in order.
public final class ArtifactDocuments {

  private static final Logger LOG = System.getLogger(ArtifactDocuments.class.getName());
  private static final String HASH = "sha256_of_document";
  private static final int BATCH = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final Transactions transactions;
  private final ObjectStore store;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final DocumentRepository documents = new DocumentRepository();

  /// Opens them.
  ///
  /// @param transactions where artifacts are kept
  /// @param store where documents go
  public ArtifactDocuments(Transactions transactions, ObjectStore store) {
    this.transactions = transactions;
    this.store = store;
  }

  /// What is wrong with a document.
  public enum Fault {
    /// There is none.
    MISSING,
    /// It does not have its own hash.
    DAMAGED,
    /// It tells of another state of the artifact.
    OLD,
    /// It says something else than the database.
    DIFFERENT
  }

  /// Writes the documents of what has changed. One that cannot be written now is written the next
  /// time. An interrupt ends it between two of them.
  public void run() {
    @Nullable UUID after = null;
    List<UUID> old = old(after);
    while (!old.isEmpty() && !Thread.currentThread().isInterrupted()) {
      for (UUID id : old) {
        write(id);
      }
      old = old(old.getLast());
    }
  }

  private List<UUID> old(@Nullable UUID after) {
    return transactions.inSnapshot(tx -> documents.old(tx, after, BATCH));
  }

  private void write(UUID id) {
    try {
      transactions
          .inSnapshot(tx -> artifacts.find(tx, id))
          .ifPresent(artifact -> {
            ObjectBody body = ObjectBody.of(render(artifact));
            var _ =
                store.put(PutRequest.replace(ArtifactKeys.document(id), body, "application/json"));
            transactions.runInTransaction(tx -> documents.written(tx, id, artifact.revision()));
          });
    } catch (StorageFailure e) {
      LOG.log(Level.WARNING, "the document about artifact {0}: {1}", id, e.getMessage());
    }
  }

  /// Compares the document about an artifact with the artifact. One that is not as it should be is
  /// written again by the next [#run].
  ///
  /// @param id the artifact
  /// @return what is wrong; empty where nothing is, or where there is no such artifact
  public Optional<Fault> verify(UUID id) {
    Optional<Fault> fault = look(id);
    fault.ifPresent(_ -> transactions.runInTransaction(tx -> documents.forget(tx, id)));
    return fault;
  }

  /// Compares the document about an artifact with the artifact, and changes nothing.
  ///
  /// @param id the artifact
  /// @return what is wrong; empty where nothing is, or where there is no such artifact
  public Optional<Fault> look(UUID id) {
    return transactions.inSnapshot(tx -> artifacts.find(tx, id)).flatMap(this::fault);
  }

  private Optional<Fault> fault(Artifact artifact) {
    byte[] found;
    try (InputStream in = store.open(ArtifactKeys.document(artifact.id()))) {
      found = in.readAllBytes();
    } catch (StorageFailure e) {
      if (e.kind() == StorageFailure.Kind.NOT_FOUND) {
        return Optional.of(Fault.MISSING);
      }
      throw e;
    } catch (IOException e) {
      throw new StorageFailure(
          StorageFailure.Kind.UNAVAILABLE,
          "cannot read the document about artifact " + artifact.id(),
          ArtifactKeys.document(artifact.id()),
          e);
    }
    return fault(artifact, found);
  }

  private static Optional<Fault> fault(Artifact artifact, byte[] found) {
    if (Arrays.equals(found, render(artifact))) {
      return Optional.empty();
    }
    JsonNode read;
    try {
      read = JSON.readTree(found);
    } catch (JacksonException _) {
      return Optional.of(Fault.DAMAGED);
    }
    if (!(read instanceof ObjectNode document)) {
      return Optional.of(Fault.DAMAGED);
    }
    String hash = document.path(HASH).asString("");
    var _ = document.remove(HASH);
    if (!hash.equals(hash(document))) {
      return Optional.of(Fault.DAMAGED);
    }
    return Optional.of(
        document.path("revision").asInt() == artifact.revision() ? Fault.DIFFERENT : Fault.OLD);
  }

  /// Everything that is said of an artifact, as a revision keeps it.
  static byte[] render(Artifact artifact) {
    ObjectNode document = (ObjectNode) sorted(JSON.valueToTree(artifact));
    document.put(HASH, hash(document));
    return JSON.writeValueAsString(document).getBytes(UTF_8);
  }

  private static String hash(ObjectNode document) {
    return Sha256.over(ByteBuffer.wrap(JSON.writeValueAsString(sorted(document)).getBytes(UTF_8)))
        .hex();
  }

  private static JsonNode sorted(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode sorted = JSON.createObjectNode();
    object.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> sorted.set(entry.getKey(), sorted(entry.getValue())));
    return sorted;
  }
}
