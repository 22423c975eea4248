package io.heimdall.server.artifact.model;

import io.grpc.Channel;
import io.heimdall.server.artifact.model.Command.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// A client among many: a few people who share artifacts with each other and with nobody else, so
/// that what they see is known, whatever others do at the same time.
final class Client {

  /// More than anybody gives.
  private static final int COMMANDS = 100_000;

  private final Session session;
  private final List<Step> steps;
  private int given;

  /// @param number which one
  /// @param seed decides what they do
  /// @param world where the service runs
  /// @param larges how large large files are, in bytes
  Client(int number, long seed, World world, List<Integer> larges) {
    String prefix = "c%d-".formatted(number);
    List<Person> people =
        List.of(
            Person.of(prefix + "anna", Person.Role.OPERATOR, prefix + "lab"),
            Person.of(prefix + "ben", Person.Role.OPERATOR, prefix + "lab"),
            Person.of(prefix + "vera", Person.Role.VIEWER, prefix + "lab"));
    session = new Session(world, people, prefix, larges);
    steps = Script.drawn(Command.load(), seed + number, COMMANDS);
  }

  /// Gives commands as long as it is told to.
  void run(BooleanSupplier on) {
    while (on.getAsBoolean()) {
      Script.run(session, steps.subList(given, given + 1));
      given++;
    }
  }

  int given() {
    return given;
  }

  /// Compares everything these people have.
  void verify() {
    session.begin(1);
    Everything.verify(session);
    LoadCommands.follow(session);
  }

  /// A world that others use at the same time, by a clock of its own.
  ///
  /// @param channels gives the channel of a caller, by token
  /// @param clock never says the same twice
  record Shared(Function<String, Channel> channels, Supplier<Instant> clock) implements World {

    @Override
    public Channel channel(Person person) {
      return channels.apply(person.token());
    }

    @Override
    public Instant tick() {
      return clock.get();
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public void putForward(Duration by) {
      throw new UnsupportedOperationException("time passes by itself");
    }

    @Override
    public void keepHouse() {
      throw new UnsupportedOperationException("the server does it");
    }
  }
}
