package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files of parts, where the embedded server would be in the middle of something.
@Timeout(30)
class LocalPartsIT {

  private static final List<Integer> NUMBERS = List.of(1, 2);

  @TempDir private Path bucket;
  private LocalParts parts;

  @BeforeEach
  void write() throws IOException {
    parts = new LocalParts(bucket);
    for (String name : List.of("1", "2", "stub")) {
      Path file = bucket.resolve(".mpus-u-a/b-" + name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "part " + name);
    }
    Files.createFile(mark());
  }

  private Path mark() {
    return bucket.resolve(".s3proxy-mpu-stub-u");
  }

  private Path object() {
    return bucket.resolve("a/b");
  }

  /// As the server does: it joins the parts and removes them.
  private void join() {
    try {
      Files.createDirectories(object().getParent());
      String whole = "";
      for (int number : NUMBERS) {
        whole += Files.readString(bucket.resolve(".mpus-u-a/b-" + number));
      }
      Files.writeString(object(), whole);
      removeParts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeParts() throws IOException {
    for (String name : List.of("1", "2", "stub")) {
      Files.deleteIfExists(bucket.resolve(".mpus-u-a/b-" + name));
    }
    Files.deleteIfExists(mark());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(bucket)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void trustsNoObjectOfWhichTheServerDidNotSayThatItIsWhole() throws IOException {
    assertThatThrownBy(() ->
            parts.complete(
                "a/b",
                "u",
                NUMBERS,
                () -> {
                  join();
                  throw new IllegalStateException("killed");
                }))
        .hasMessage("killed");
    Files.write(object(), new byte[(int) Files.size(object())]);

    parts.complete("a/b", "u", NUMBERS, this::join);

    assertThat(object()).hasContent("part 1part 2");
    assertThat(files()).containsExactly(object());
  }

  @Test
  void completesForOneAtATime() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var found = new ArrayList<String>();
    Thread first =
        Thread.ofPlatform()
            .start(() ->
                parts.complete(
                    "a/b",
                    "u",
                    NUMBERS,
                    () -> {
                      begun.countDown();
                      awaitUninterruptibly(goOn);
                      join();
                    }));
    begun.await();
    Thread second =
        Thread.ofPlatform()
            .start(() -> parts.complete("a/b", "u", NUMBERS, () -> found.add(read(object()))));
    while (second.getState() != Thread.State.WAITING && second.isAlive()) {
      Thread.onSpinWait();
    }

    goOn.countDown();
    first.join();
    second.join();

    assertThat(found).containsExactly("part 1part 2");
    assertThat(files()).containsExactly(object());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void listsWhatIsHeldOfWhichTheServerKnowsNothing() throws IOException {
    assertThat(parts.stranded("a/")).isEmpty();
    assertThatThrownBy(() ->
            parts.complete(
                "a/b",
                "u",
                NUMBERS,
                () -> {
                  join();
                  throw new IllegalStateException("killed");
                }))
        .hasMessage("killed");

    assertThat(parts.stranded("a/"))
        .extracting(UnfinishedParts::key, UnfinishedParts::uploadId)
        .containsExactly(tuple("a/b", "u"));
    assertThat(parts.stranded("b/")).isEmpty();
    parts.abort("u", () -> {});
    assertThat(parts.stranded("a/")).isEmpty();
    assertThat(files()).containsExactly(object());
  }

  @Test
  void takesNoLinkAndNoDirectoryForAPart(@TempDir Path outside) throws IOException {
    Path target = Files.writeString(outside.resolve("target"), "outside");
    Files.createSymbolicLink(bucket.resolve(".mpus-u-a/b-3"), target);
    Files.createDirectory(bucket.resolve(".mpus-u-a/b-4"));

    assertThatThrownBy(() -> parts.forcePart("a/b", "u", 3)).isInstanceOf(StorageFailure.class);
    assertThatThrownBy(() -> parts.forcePart("a/b", "u", 4)).isInstanceOf(StorageFailure.class);
    parts.abort("u", () -> {});

    assertThat(target).hasContent("outside");
    assertThat(files()).isEmpty();
  }

  @Test
  void holdsPartsAlthoughOneComesLate() throws IOException {
    assertThatThrownBy(() ->
            parts.complete(
                "a/b",
                "u",
                NUMBERS,
                () -> {
                  join();
                  throw new IllegalStateException("killed");
                }))
        .hasMessage("killed");
    Path late = bucket.resolve(".mpus-u-a/b-3");
    Files.createDirectories(late.getParent());
    Files.writeString(late, "part 3");

    assertThatThrownBy(() -> parts.forcePart("a/b", "u", 3)).isInstanceOf(StorageFailure.class);
    Files.delete(object());
    parts.complete("a/b", "u", NUMBERS, this::join);

    assertThat(object()).hasContent("part 1part 2");
    assertThat(files()).containsExactly(object());
  }
}
