package io.heimdall.server.artifact.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.grpc.ArtifactWorld;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Compares everything there is: lists, histories, bytes, documents, and the store with the rows.
final class EndState {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Session session;
  private final ArtifactWorld world;

  EndState(Session session, ArtifactWorld world) {
    this.session = session;
    this.world = world;
  }

  void verify() {
    session.begin(1);
    session.world.keepHouse();
    session.model.keepHouse();
    Everything.verify(session);
    for (Person person : session.people) {
      session.next();
      WatchCommands.watch(session, person, 0);
    }
    verifyRows();
    verifyDocuments();
    verifyPublicCopies();
    // Whatever ends in that time does so before it is swept.
    session.world.putForward(Duration.ofHours(2));
    session.next();
    Everything.verify(session);
    letPass(Duration.ofDays(32));
    // Who read an object when its row went is done by then.
    letPass(Duration.ofHours(2));
    verifyRows();
    verifyObjects();
  }

  private void letPass(Duration time) {
    session.world.putForward(time);
    session.next();
    session.world.keepHouse();
    session.model.keepHouse();
  }

  /// No row without its object.
  private void verifyRows() {
    List<String> keys = world.read("select object_key from artifact_files");
    assertThat(objects("artifacts/users/")).containsAll(keys);
    List<String> versions =
        session.model.artifacts.values().stream()
            .flatMap(each ->
                each.versions.keySet().stream().map(version -> each.now.getId() + " " + version))
            .sorted()
            .toList();
    assertThat(world.read("select artifact_id || ' ' || version from artifact_versions order by 1"))
        .containsExactlyInAnyOrderElementsOf(versions);
  }

  /// No object without a row, once everything has been swept.
  private void verifyObjects() {
    Set<String> rows = new TreeSet<>(world.read("select object_key from artifact_files"));
    rows.addAll(world.read("select public_key from artifact_files where public_key is not null"));
    assertThat(objects("artifacts/")).containsExactlyInAnyOrderElementsOf(rows);
    assertThat(objects("metadata/"))
        .containsExactlyInAnyOrderElementsOf(
            session.model.artifacts.keySet().stream().map(EndState::document).toList());
    assertThat(objects("temp/")).isEmpty();
    for (String prefix : List.of("artifacts/", "temp/")) {
      assertThat(world.store().unfinished(prefix, Instant.MAX)).isEmpty();
    }
  }

  private List<String> objects(String prefix) {
    List<String> keys = new ArrayList<>();
    String after = "";
    boolean more = true;
    while (more) {
      var page = world.store().list(prefix, after, 1000);
      page.objects().forEach(object -> keys.add(object.key()));
      more = page.objects().size() == 1000;
      after = keys.isEmpty() ? "" : keys.getLast();
    }
    return keys;
  }

  private static String document(String id) {
    return "metadata/artifacts/" + id + "/metadata.json";
  }

  private void verifyDocuments() {
    for (ModelArtifact artifact : session.model.artifacts.values()) {
      ObjectNode document = (ObjectNode) JSON.readTree(bytes(document(artifact.now.getId())));
      assertThat(document.path("revision").asInt()).isEqualTo(artifact.now.getRevision());
      assertThat(document.path("owner").asString()).isEqualTo(artifact.now.getOwner());
      assertThat(document.path("spec").path("title").asString()).isEqualTo(artifact.now.getTitle());
      assertThat(document.path("spec").path("tags").valueStream().map(JsonNode::asString))
          .containsExactlyElementsOf(artifact.now.getTagsList());
      assertThat(document.path("content").path("sha256").asString())
          .isEqualTo(artifact.now.getSha256());
      String hash = document.remove("sha256_of_document").asString();
      assertThat(Blob.hex(JSON.writeValueAsString(sorted(document)).getBytes(UTF_8)))
          .isEqualTo(hash);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    ObjectNode sorted = JSON.createObjectNode();
    node.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> sorted.set(each.getKey(), sorted(each.getValue())));
    return sorted;
  }

  private void verifyPublicCopies() {
    for (ModelArtifact artifact : session.model.artifacts.values()) {
      List<String> copies =
          world.read(
              "select public_key from artifact_files where public_key is not null"
                  + " and artifact_id = '%s'".formatted(artifact.now.getId()));
      assertThat(copies).hasSize(artifact.isPublic() && !artifact.deleted() ? 1 : 0);
      for (String copy : copies) {
        assertThat(Blob.hex(bytes(copy))).isEqualTo(artifact.now.getSha256());
      }
    }
  }

  private byte[] bytes(String key) {
    try (InputStream object = world.store().open(key)) {
      return object.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
