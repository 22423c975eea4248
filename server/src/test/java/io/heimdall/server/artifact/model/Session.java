package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.heimdall.v1.Artifact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The service and the model beside each other: every command is given to both, and what both
/// answer is compared.
final class Session {

  /// The revision that an etag stands for that was never given out.
  static final int NEVER = -1;

  private static final int NEWEST = 5;

  /// Whose artifacts are looked at: in an installation that others use, those of these people.
  final List<Person> people;

  final World world;
  final ReferenceModel model;
  final Plain plain;
  private final String tagPrefix;
  private final Map<String, Calls> calls = new HashMap<>();
  private final List<Known> artifacts = new ArrayList<>();
  private final List<Known> uploads = new ArrayList<>();
  private final List<Integer> larges;

  /// Where what happened to others before ends, in an installation that others use.
  final long beginSequence;

  /// What was drawn for the command that is run.
  private Drawn drawn = new Drawn(0, "", true);

  /// The seed of the command that is run: what it makes is told from other things by it.
  private long mark;

  /// Something that a command has made.
  private record Known(long mark, String id) {}

  /// @param tagPrefix what all tags begin with
  /// @param larges how large large files are, in bytes
  Session(World world, List<Person> people, String tagPrefix, List<Integer> larges) {
    this.world = world;
    this.people = people;
    this.tagPrefix = tagPrefix;
    this.larges = larges;
    this.model = new ReferenceModel(world.tick());
    this.plain = new Plain(world.exact());
    people.forEach(person -> calls.put(person.name(), new Calls(world.channel(person))));
    this.beginSequence = world.exact() ? 0 : LoadCommands.begin(this);
  }

  /// A command begins.
  void begin(long seed) {
    mark = seed;
    drawn = new Drawn(seed, tagPrefix, world.exact());
    next();
  }

  /// Another call of the command begins.
  void next() {
    Instant at = world.tick();
    model.begin(at);
  }

  Drawn drawn() {
    return drawn;
  }

  Blob blob() {
    return drawn.blob(drawn.of(larges));
  }

  Calls calls(Person person) {
    Calls found = calls.get(person.name());
    if (found == null) {
      throw new AssertionError("nobody is called " + person.name());
    }
    return found;
  }

  /// Somebody, as a rule who owns what is named.
  Person somebody(String owner) {
    return people.stream()
        .filter(person -> person.name().equals(owner) && drawn.chance(55))
        .findFirst()
        .orElseGet(this::anybody);
  }

  Person person(String name) {
    return people.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  Person anybody() {
    return drawn.of(people);
  }

  void made(String artifactId) {
    artifacts.add(new Known(mark, artifactId));
  }

  void began(String uploadId) {
    uploads.add(new Known(mark, uploadId));
  }

  /// Some artifact: as a rule one that is there.
  String artifact() {
    List<Known> there =
        artifacts.stream().filter(known -> model.artifacts.containsKey(known.id())).toList();
    return drawn.chance(4) ? drawn.uuid().toString() : some(drawn.chance(95) ? there : artifacts);
  }

  /// The same, but often the one with the most versions, so that it gets many.
  String grown() {
    return artifacts.stream()
        .filter(known -> model.artifacts.containsKey(known.id()))
        .max(
            Comparator.comparingInt(
                    (Known known) -> known(known.id()).map(Artifact::getVersion).orElse(0))
                .thenComparingLong(Known::mark))
        .map(Known::id)
        .filter(_ -> drawn.chance(50))
        .orElseGet(this::artifact);
  }

  /// Some artifact, but as a rule one that is deleted.
  String deleted() {
    List<Known> deleted =
        artifacts.stream()
            .filter(known -> {
              ModelArtifact found = model.artifacts.get(known.id());
              return found != null && found.deleted();
            })
            .toList();
    return drawn.chance(85) && !deleted.isEmpty() ? some(deleted) : artifact();
  }

  /// Some upload: as a rule one that waits.
  String upload() {
    List<Known> open =
        uploads.stream()
            .filter(known -> {
              ModelUpload upload = model.uploads.all.get(known.id());
              return upload != null && upload.now.hasExpireTime();
            })
            .toList();
    return some(drawn.chance(85) ? open : uploads);
  }

  /// Most often one of the newest, so that commands meet. What is chosen does not change when
  /// others are left out.
  private String some(List<Known> from) {
    long salt = drawn.seed();
    return from.stream()
        .skip(drawn.chance(70) ? Math.max(0, from.size() - NEWEST) : 0)
        .max(
            Comparator.comparingLong(known -> new SplittableRandom(known.mark() ^ salt).nextLong()))
        .map(Known::id)
        .orElseGet(() -> drawn.uuid().toString());
  }

  String owner(String artifactId) {
    ModelArtifact found = model.artifacts.get(artifactId);
    return found == null ? "" : found.now.getOwner();
  }

  /// What is said of an artifact that is to be changed: most often nothing.
  ///
  /// @param etag as it is sent
  /// @param revision which one it stands for; null: none
  record Seen(String etag, @Nullable Integer revision) {}

  Seen seen(String artifactId) {
    ModelArtifact found = model.artifacts.get(artifactId);
    if (drawn.chance(70) || found == null) {
      return new Seen("", null);
    }
    int revision = found.now.getRevision() - (drawn.chance(25) ? 1 : 0);
    return drawn.chance(10)
        ? new Seen("\"never\"", NEVER)
        : plain
            .etag(artifactId, revision)
            .map(etag -> new Seen(etag, revision))
            .orElseGet(() -> new Seen("", null));
  }

  /// Makes a call, and compares it with the model.
  <T> Optional<T> compare(String what, Outcome.Call<T> call, Supplier<T> expected) {
    return compare(what, Outcome.of(call), expected);
  }

  /// The same for a call that was made, so that the model can be told what the service chose.
  <T> Optional<T> compare(String what, Outcome<T> got, Supplier<T> expected) {
    Outcome<T> wanted = Outcome.expected(expected);
    assertThat(got.refusal())
        .as("%s: got %s, expected %s", what, text(got), text(wanted))
        .isEqualTo(wanted.refusal());
    if (got.answer() != null && wanted.answer() != null) {
      assertThat(plain.of(got.answer())).as(what).isEqualTo(plain.of(wanted.answer()));
    }
    return got.given();
  }

  private static String text(Outcome<?> outcome) {
    return String.valueOf(outcome.refusal() == null ? outcome.answer() : outcome.refusal());
  }

  /// A page of a list.
  record Page<T>(List<T> rows, String nextToken) {}

  /// Reads a list to its end, a page at a time.
  ///
  /// @param size how many rows a page is to hold; 0: the service's choice
  static <T extends Message> List<T> all(int size, Function<String, Page<T>> read) {
    List<T> rows = new ArrayList<>();
    String token = "";
    do {
      Page<T> page = read.apply(token);
      if (size > 0) {
        assertThat(page.rows()).hasSizeLessThanOrEqualTo(size);
        assertThat(page.nextToken().isEmpty() || page.rows().size() == size).isTrue();
      }
      rows.addAll(page.rows());
      token = page.nextToken();
    } while (!token.isEmpty());
    return rows;
  }

  /// Only artifacts of these people, where others have some, too.
  Filter ours() {
    return world.exact() ? Filter.NONE : Filter.owners(people.stream().map(Person::name).toList());
  }

  /// As an artifact is now in the model; empty where there is none.
  Optional<Artifact> known(String artifactId) {
    return Optional.ofNullable(model.artifacts.get(artifactId)).map(found -> found.now);
  }
}
