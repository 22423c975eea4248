package io.heimdall.server.artifact.model;

import io.heimdall.server.artifact.model.Command.Step;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Commands in a row, drawn by a seed. Those that fail are made fewer, as long as they do.
final class Script {

  /// Each try runs all commands that are left.
  private static final int MOST_TRIES = 60;

  private Script() {}

  /// Draws commands.
  static List<Step> drawn(List<Command> commands, long seed, int count) {
    var random = new SplittableRandom(seed);
    int weights = commands.stream().mapToInt(Command::weight).sum();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int place = random.nextInt(weights);
      int at = 0;
      while (place >= commands.get(at).weight()) {
        place -= commands.get(at).weight();
        at++;
      }
      steps.add(new Step(commands.get(at), random.nextLong()));
    }
    return steps;
  }

  /// Runs commands.
  ///
  /// @param session begins with nothing
  static void run(Session session, List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      session.begin(step.seed());
      try {
        step.command().run().accept(session);
      } catch (AssertionError | RuntimeException e) {
        throw new FailedException(i, step, e);
      }
    }
  }

  /// A command fails.
  static final class FailedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /// Which one, from 0.
    final int place;

    FailedException(int place, Step step, Throwable cause) {
      super("command %d, %s".formatted(place, step), cause);
      this.place = place;
    }
  }

  /// Drops commands as long as the rest fails.
  ///
  /// @param failing commands that fail
  /// @param attempt runs commands in a world that has nothing; null where they do not fail
  /// @return what is left of them
  static List<Step> shrunk(
      List<Step> failing, Function<List<Step>, @Nullable FailedException> attempt) {
    List<Step> left = failing;
    int tries = 0;
    for (int piece = Math.max(1, left.size() / 2); piece >= 1 && tries < MOST_TRIES; piece /= 2) {
      for (int from = Math.max(0, left.size() - piece);
          from >= 0 && tries < MOST_TRIES;
          from -= piece) {
        List<Step> fewer = new ArrayList<>(left.subList(0, from));
        fewer.addAll(left.subList(Math.min(from + piece, left.size()), left.size()));
        tries++;
        FailedException failure = fewer.isEmpty() ? null : attempt.apply(fewer);
        if (failure != null) {
          left = List.copyOf(fewer.subList(0, Math.min(fewer.size(), failure.place + 1)));
          from = Math.min(from, left.size());
        }
      }
    }
    return left;
  }

  static String text(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
  }
}
