package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.heimdall.server.artifact.model.Command.Step;
import io.heimdall.server.artifact.model.Script.FailedException;
import io.heimdall.server.grpc.ArtifactWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random commands of several people, given to the service and to a model of it, which have to
/// agree on every answer, and at the end on everything there is. `-Dheimdall.model.commands=5000`
/// gives more of them, `-Dheimdall.model.runs=10` so many runs, each with others, and
/// `-Dheimdall.model.seed=N` those of a run that failed.
class ArtifactModelIT {

  private static final int COMMANDS = 220;
  private static final int KEPT_COMMANDS = 60;
  private static final int CLIENTS = 20;
  private static final int CLIENT_COMMANDS = 3;

  private static final List<Person> PEOPLE =
      List.of(
          Person.of("anna", Person.Role.OPERATOR, "lab"),
          Person.of("ben", Person.Role.OPERATOR, "lab", "field"),
          Person.of("cleo", Person.Role.OPERATOR),
          Person.of("vera", Person.Role.VIEWER, "lab"),
          Person.of("root", Person.Role.ADMIN));

  /// About a part, and two.
  private static final List<Integer> LARGES = List.of(1 << 20, 8 << 20, 9_000_000, 17_000_000);

  @TempDir private static Path directory;
  private static ArtifactWorld world;

  @BeforeAll
  static void start() throws IOException {
    world = ArtifactWorld.in(directory, Instant.now());
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void agreesWithTheModel(long seed) {
    verify(seed, KEPT_COMMANDS);
  }

  @Test
  void agreesWithTheModelWhateverComes() {
    int count = Integer.getInteger("heimdall.model.commands", COMMANDS);
    for (int runs = Integer.getInteger("heimdall.model.runs", 1); runs > 0; runs--) {
      verify(Long.getLong("heimdall.model.seed", new SplittableRandom().nextLong()), count);
    }
  }

  @Test
  void agreesWithTheModelsOfManyClientsAtOnce() {
    world.clear();
    Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    world.setNow(begin);
    var ticks = new AtomicLong();
    var shared =
        new Client.Shared(
            world::as,
            () -> {
              Instant now = begin.plusMillis(ticks.incrementAndGet());
              world.reach(now);
              return now;
            });
    long seed = new SplittableRandom().nextLong();

    List<Client> clients =
        IntStream.range(0, CLIENTS).mapToObj(i -> new Client(i, seed, shared, LARGES)).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (Client client : clients) {
        all.add(
            threads.submit(() -> {
              client.run(() -> client.given() < CLIENT_COMMANDS);
              client.verify();
            }));
      }
      assertThat(all).as("seed %d", seed).allSatisfy(each -> assertThat(each.get()).isNull());
    }
  }

  private static void verify(long seed, int count) {
    List<Step> steps = Script.drawn(Command.all(), seed, count);
    FailedException failure = attempt(steps, true);
    if (failure == null) {
      return;
    }
    boolean atTheEnd = failure.place == count;
    List<Step> shortest =
        Script.shrunk(
            steps.subList(0, Math.min(count, failure.place + 1)), few -> attempt(few, atTheEnd));
    FailedException last = attempt(shortest, atTheEnd);
    throw new AssertionError(
        "seed %d, %d commands; these are enough:%s".formatted(seed, count, Script.text(shortest)),
        last == null ? failure : last);
  }

  /// @param toTheEnd whether what there is then is compared, too
  private static @Nullable FailedException attempt(List<Step> steps, boolean toTheEnd) {
    world.clear();
    var session = new Session(new Exact(), PEOPLE, "", LARGES);
    try {
      Script.run(session, steps);
      if (toTheEnd) {
        new EndState(session, world).verify();
      }
      return null;
    } catch (FailedException e) {
      return e;
    } catch (AssertionError e) {
      return new FailedException(steps.size(), steps.getLast(), e);
    }
  }

  /// A world with a clock that stands between commands.
  private static final class Exact implements World {

    /// Ahead of nothing that the store's own clock knows.
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Override
    public Channel channel(Person person) {
      return world.as(person.token());
    }

    @Override
    public Instant tick() {
      now = now.plusMillis(1);
      world.setNow(now);
      return now;
    }

    @Override
    public boolean exact() {
      return true;
    }

    @Override
    public void putForward(Duration by) {
      assertThat(by).isPositive();
      now = now.plus(by);
    }

    @Override
    public void keepHouse() {
      world.keepHouse();
    }
  }
}
