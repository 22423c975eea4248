package io.heimdall.server.artifact.event;

import io.heimdall.db.Tx;
import io.heimdall.db.artifact.ArtifactEvent;
import io.heimdall.db.artifact.ArtifactQuery;
import io.heimdall.db.artifact.EventSight;
import io.heimdall.db.artifact.Viewer;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.security.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which events somebody may know of, asked anew each time. Safe for any number of threads.
public final class SeenEvents {

  private final Rights rights;
  private final EventSight sight = new EventSight();

  /// Makes one.
  ///
  /// @param rights who may see what
  public SeenEvents(Rights rights) {
    this.rights = rights;
  }

  /// Leaves out what a caller may not see, or did not ask for; with as many statements for many
  /// events as for one. The end of an artifact is told to who owns it.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param predicate what has to hold of the artifacts; null: nothing in particular
  /// @param events what happened, in order
  /// @return what is left, in the same order, with the artifacts as they are now
  public List<ArtifactWatch.Item.Event> of(
      Tx tx, Caller caller, @Nullable FilterPredicate predicate, List<ArtifactEvent> events) {
    Viewer viewer = rights.viewer(caller);
    var query = new ArtifactQuery(viewer, predicate, "", true);
    Map<UUID, Rights.Seen> artifacts =
        rights.seen(tx, caller, viewer, sight.seen(tx, query, events)).stream()
            .collect(Collectors.toMap(seen -> seen.artifact().id(), Function.identity()));
    return events.stream().flatMap(event -> item(caller, event, artifacts)).toList();
  }

  private static Stream<ArtifactWatch.Item.Event> item(
      Caller caller, ArtifactEvent event, Map<UUID, Rights.Seen> artifacts) {
    Rights.Seen artifact = artifacts.get(event.artifactId());
    boolean end = event.change().equals("purge") && Rights.owns(caller, event.owner());
    return artifact != null || end
        ? Stream.of(new ArtifactWatch.Item.Event(event, artifact))
        : Stream.empty();
  }
}
