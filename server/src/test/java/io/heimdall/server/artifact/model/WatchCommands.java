package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.heimdall.v1.ArtifactEvent;
import io.heimdall.v1.WatchArtifactsRequest;
import io.heimdall.v1.WatchArtifactsResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Commands that follow what happens.
final class WatchCommands {

  private WatchCommands() {}

  static void watch(Session s) {
    int last = s.model.events.last();
    watch(s, s.anybody(), s.drawn().chance(50) ? 0 : s.drawn().number(last + 1));
  }

  /// What somebody is told.
  private record Told(int call, ArtifactEvent event) {}

  /// What somebody is told of what has happened after a place in the order.
  private static List<Told> expected(Session s, Person who, Filter filter, int after) {
    List<Told> expected = new ArrayList<>();
    for (EventBook.Happened each : s.model.events.after(after)) {
      event(s, who, filter, each).ifPresent(event -> expected.add(new Told(each.call(), event)));
    }
    return expected;
  }

  /// What somebody is told of everything, together what one call did.
  static List<List<Object>> expected(Session s, Person who, Filter filter) {
    Map<Integer, List<Object>> byCall = new TreeMap<>();
    for (Told each : expected(s, who, filter, 0)) {
      byCall.computeIfAbsent(each.call(), _ -> new ArrayList<>()).add(s.plain.of(each.event()));
    }
    return List.copyOf(byCall.values());
  }

  /// Reads everything after a sequence up to now.
  static void watch(Session s, Person who, int after) {
    Filter filter = s.drawn().chance(40) ? Filter.drawn(s.drawn()) : Filter.NONE;
    List<EventBook.Happened> happened = s.model.events.after(after);
    List<Told> expected = expected(s, who, filter, after);
    var request =
        WatchArtifactsRequest.newBuilder().setFilter(filter.text()).setAfterSequence(after).build();
    List<Told> got = read(s, who, request, happened, expected.size());
    assertThat(sorted(got)).as("watch %s by %s", request, who).isEqualTo(sorted(expected));
  }

  /// What one call does to several artifacts is told in any order.
  private static List<Told> sorted(List<Told> told) {
    return told.stream()
        .sorted(
            Comparator.comparingInt(Told::call)
                .thenComparing(each -> each.event().getArtifactId())
                .thenComparingInt(each -> each.event().getRevision()))
        .toList();
  }

  private static Optional<ArtifactEvent> event(
      Session s, Person who, Filter filter, EventBook.Happened happened) {
    var event =
        ArtifactEvent.newBuilder()
            .setActor(happened.actor())
            .setChange(happened.change())
            .setArtifactId(happened.id())
            .setRevision(happened.revision());
    ModelArtifact found = s.model.artifacts.get(happened.id());
    if (found == null) {
      return happened.change().equals("purge") && who.owns(happened.owner())
          ? Optional.of(event.build())
          : Optional.empty();
    }
    return found.access(who, s.model.now()) == ModelArtifact.NONE || !filter.matches(found.now)
        ? Optional.empty()
        : Optional.of(event.setArtifact(found.seenBy(who, s.model.now())).build());
  }

  private static List<Told> read(
      Session s,
      Person who,
      WatchArtifactsRequest request,
      List<EventBook.Happened> happened,
      int expected) {
    Map<Long, Integer> calls = new HashMap<>();
    for (int i = 0; i < happened.size(); i++) {
      calls.put(request.getAfterSequence() + i + 1, happened.get(i).call());
    }
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      return read(
          s,
          request,
          happened.size(),
          calls,
          expected,
          s.calls(who).stub().watchArtifacts(request));
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private static List<Told> read(
      Session s,
      WatchArtifactsRequest request,
      int happened,
      Map<Long, Integer> calls,
      int expected,
      Iterator<WatchArtifactsResponse> watch) {
    WatchArtifactsResponse begin = watch.next();
    assertThat(begin.hasHeartbeat()).isTrue();
    assertThat(begin.getSequence()).isEqualTo(request.getAfterSequence());
    List<Told> told = new ArrayList<>();
    long last = begin.getSequence();
    WatchArtifactsResponse next = watch.next();
    while (next.hasEvent()) {
      assertThat(next.getSequence()).isGreaterThan(last);
      last = next.getSequence();
      ArtifactEvent event =
          (ArtifactEvent) s.plain.of(next.getEvent().toBuilder().clearEventTime().build());
      told.add(new Told(calls.getOrDefault(last, -1), event));
      assertThat(told.size())
          .as("events, the last of which is %s", next)
          .isLessThanOrEqualTo(expected);
      next = watch.next();
    }
    assertThat(next.getSequence()).isEqualTo(request.getAfterSequence() + happened);
    return told;
  }
}
