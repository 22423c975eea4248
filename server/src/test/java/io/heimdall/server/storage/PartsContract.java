package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every object store must do with objects that are written in parts.
abstract class PartsContract extends UrlContract {

  private static final int PART_BYTES = 5 << 20;

  @Test
  void joinsPartsInTheOrderOfTheirNumbersHolesOrNot() throws IOException {
    byte[] first = random(PART_BYTES);
    byte[] second = random(PART_BYTES + 1);
    byte[] third = random(3);
    String upload = begin("a");

    StoredPart c = put("a", upload, 9000, third);
    StoredPart a = put("a", upload, 2, first);
    StoredPart b = put("a", upload, 5, second);
    store().completeParts(key("a"), upload, List.of(c, a, b));

    assertThat(content("a")).isEqualTo(join(first, second, third));
  }

  @Test
  void keepsTypeAndMetadataOfAnObjectInParts() {
    String upload = begin("a");
    store().completeParts(key("a"), upload, List.of(put("a", upload, 1, random(10))));

    StoredObject object = store().head(key("a")).orElseThrow();
    assertThat(object.contentType()).contains("x/y");
    assertThat(metadata(object)).containsEntry("file_id", "7");
    assertThat(object.sizeBytes()).isEqualTo(10);
  }

  @Test
  void hidesAnObjectUntilItsPartsAreComplete() {
    String upload = begin("a");
    StoredPart part = put("a", upload, 1, random(10));

    assertThat(store().head(key("a"))).isEmpty();
    assertThat(store().list(prefix(), "", 10).objects()).isEmpty();

    store().completeParts(key("a"), upload, List.of(part));
    assertThat(store().list(prefix(), "", 10).objects())
        .extracting(StoredObject::key)
        .containsExactly(key("a"));
  }

  @Test
  void completesAgain() throws IOException {
    byte[] bytes = random(100);
    String upload = begin("a");
    List<StoredPart> parts = List.of(put("a", upload, 1, bytes));

    store().completeParts(key("a"), upload, parts);
    store().completeParts(key("a"), upload, parts);

    assertThat(content("a")).isEqualTo(bytes);
  }

  @Test
  void completesWithoutPartsThatAreNotNamed() throws IOException {
    byte[] bytes = random(100);
    String upload = begin("a");
    put("a", upload, 1, random(PART_BYTES));
    StoredPart wanted = put("a", upload, 2, bytes);

    store().completeParts(key("a"), upload, List.of(wanted));

    assertThat(content("a")).isEqualTo(bytes);
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void completesNothingThatWasNotWritten() {
    String upload = begin("a");
    StoredPart part = put("a", upload, 2, random(10));

    assertKind(
        CORRUPT,
        () ->
            store()
                .completeParts(key("a"), upload, List.of(new StoredPart(1, part.receipt()), part)));
    assertThat(store().head(key("a"))).isEmpty();

    store().completeParts(key("a"), upload, List.of(part));
    assertThat(store().head(key("a"))).isPresent();
  }

  @Test
  void replacesAPartOfTheSameNumber() throws IOException {
    byte[] bytes = random(20);
    String upload = begin("a");
    put("a", upload, 1, random(10));

    store().completeParts(key("a"), upload, List.of(put("a", upload, 1, bytes)));

    assertThat(content("a")).isEqualTo(bytes);
  }

  @Test
  void leavesOutPartsThatAreNotNamedWhereverTheyAre() throws IOException {
    byte[] first = random(PART_BYTES);
    byte[] second = random(PART_BYTES + 1);
    byte[] third = random(PART_BYTES + 2);
    byte[] last = random(7);
    String upload = begin("a");
    put("a", upload, 1, random(3));
    StoredPart a = put("a", upload, 2, first);
    StoredPart b = put("a", upload, 3, second);
    put("a", upload, 4, random(PART_BYTES + 9));
    put("a", upload, 5, random(5));
    StoredPart c = put("a", upload, 6, third);
    StoredPart d = put("a", upload, 9, last);

    store().completeParts(key("a"), upload, List.of(a, b, c, d));

    assertThat(content("a")).isEqualTo(join(first, second, third, last));
    assertThat(unfinished()).isEmpty();
    StoredObject object = store().head(key("a")).orElseThrow();
    assertThat(object.contentType()).contains("x/y");
    assertThat(metadata(object)).containsEntry("file_id", "7");
  }

  @Test
  void abortsAsOftenAsAsked() {
    String upload = begin("a");
    StoredPart part = put("a", upload, 1, random(10));

    store().abortParts(key("a"), upload);
    store().abortParts(key("a"), upload);

    assertThat(unfinished()).isEmpty();
    assertKind(NOT_FOUND, () -> store().completeParts(key("a"), upload, List.of(part)));
    assertKind(NOT_FOUND, () -> put("a", upload, 2, random(10)));
    assertThat(unfinished()).isEmpty();
    assertThat(store().head(key("a"))).isEmpty();
  }

  @Test
  void leavesTheObjectWhenCompletedPartsAreAborted() throws IOException {
    byte[] bytes = random(10);
    String upload = begin("a");
    store().completeParts(key("a"), upload, List.of(put("a", upload, 1, bytes)));

    store().abortParts(key("a"), upload);

    assertThat(content("a")).isEqualTo(bytes);
  }

  @Test
  void refusesAPartThatDoesNotFitItsChecksum(@TempDir Path directory) throws IOException {
    Path path = Files.write(directory.resolve("file"), random(1000));
    ObjectBody other = ObjectBody.of(random(1001));
    var wrong = new ObjectBody.File(path, 1000, other.sha256(), other.crc32c());
    String upload = begin("a");
    StoredPart right = put("a", upload, 1, random(10));

    assertKind(CORRUPT, () -> store().putPart(key("a"), upload, 2, wrong));

    store().completeParts(key("a"), upload, List.of(right));
    assertThat(store().head(key("a")).map(StoredObject::sizeBytes)).contains(10L);
  }

  @Test
  void takesPartsInParallelAndGivesBackTheSame64MiB()
      throws IOException, InterruptedException, ExecutionException {
    int partBytes = 8 << 20;
    ByteBuffer whole = ByteBuffer.allocateDirect(64 << 20);
    new Random(64).longs(whole.capacity() / Long.BYTES).forEach(whole::putLong);
    whole.flip();
    String upload = begin("a");
    List<StoredPart> parts = new ArrayList<>();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StoredPart>> puts = new ArrayList<>();
      for (int n = 0; n < whole.capacity() / partBytes; n++) {
        int number = n + 1;
        ObjectBody slice = ObjectBody.of(whole.slice(n * partBytes, partBytes));
        puts.add(
            writers.submit(
                () -> new StoredPart(number, store().putPart(key("a"), upload, number, slice))));
      }
      for (Future<StoredPart> put : puts) {
        parts.add(put.get());
      }
    }

    store().completeParts(key("a"), upload, parts);

    try (InputStream in = store().open(key("a"))) {
      assertThat(ByteBuffer.wrap(in.readAllBytes())).isEqualTo(whole);
    }
  }

  @Test
  void listsWhatIsUnfinishedByPrefixAndAge() {
    String a = begin("x/a");
    begin("y");

    Instant soon = Instant.now().plus(Duration.ofMinutes(5));
    Instant longAgo = Instant.now().minus(Duration.ofHours(1));

    assertThat(store().unfinished(key("x/a"), soon))
        .extracting(UnfinishedParts::key, UnfinishedParts::uploadId)
        .containsExactly(tuple(key("x/a"), a));
    assertThat(store().unfinished(key("x/a"), longAgo)).isEmpty();
    unfinished().forEach(one -> store().abortParts(one.key(), one.uploadId()));
  }

  @Test
  void keepsAnObjectWithoutBytes() throws IOException {
    var nothing = ObjectBody.of(ByteBuffer.allocate(0));
    store().put(PutRequest.create(key("a"), nothing, "x/y", Map.of()));

    StoredObject object = store().head(key("a")).orElseThrow();

    assertThat(object.sizeBytes()).isZero();
    assertThat(object.sha256()).contains(nothing.sha256());
    assertThat(content("a")).isEmpty();
  }

  @Test
  void writesSlicesOfBuffersAsTheyAre() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(random(1000)).position(10).limit(900);

    store().put(PutRequest.create(key("a"), ObjectBody.of(buffer), "x/y", Map.of()));

    assertThat(ByteBuffer.wrap(content("a"))).isEqualTo(buffer);
    assertThat(buffer.position()).isEqualTo(10);
    assertThat(store().head(key("a")).flatMap(StoredObject::sha256))
        .contains(Sha256.over(buffer.duplicate()));
  }

  private List<UnfinishedParts> unfinished() {
    Instant soon = Instant.now().plus(Duration.ofMinutes(5));
    return List.of("a", "x/a", "y").stream()
        .flatMap(name -> store().unfinished(key(name), soon).stream())
        .toList();
  }

  private String begin(String name) {
    return store().beginParts(key(name), "x/y", Map.of("file_id", "7"));
  }

  private StoredPart put(String name, String upload, int number, byte[] bytes) {
    ObjectBody body = ObjectBody.of(ByteBuffer.wrap(bytes));
    return new StoredPart(number, store().putPart(key(name), upload, number, body));
  }

  private byte[] content(String name) throws IOException {
    try (InputStream in = store().open(key(name))) {
      return in.readAllBytes();
    }
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      whole.put(part);
    }
    return whole.array();
  }
}
