package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.CountArtifactsResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// What the service is to find.
final class ModelSearch {

  private static final Comparator<ArtifactCount> MOST_FIRST =
      Comparator.comparingLong(ArtifactCount::getCount)
          .reversed()
          .thenComparing(ArtifactCount::getValue, Specs.BY_CODE_POINT);

  private final ReferenceModel model;

  ModelSearch(ReferenceModel model) {
    this.model = model;
  }

  /// In which order artifacts are listed.
  enum Order {
    CREATE_TIME,
    UPDATE_TIME,
    NAME,
    SIZE_BYTES;

    Comparator<Artifact> comparator() {
      Comparator<Artifact> first =
          switch (this) {
            case CREATE_TIME -> Comparator.comparing(a -> Moment.instant(a.getCreateTime()));
            case UPDATE_TIME -> Comparator.comparing(a -> Moment.instant(a.getUpdateTime()));
            case NAME -> Comparator.comparing(Artifact::getName, Specs.BY_CODE_POINT);
            case SIZE_BYTES -> Comparator.comparingLong(Artifact::getSizeBytes);
          };
      return first.thenComparing(Artifact::getId);
    }
  }

  private Stream<Artifact> seen(Person caller, boolean deletedToo) {
    return model.artifacts.values().stream()
        .filter(each -> each.access(caller, model.now()) != ModelArtifact.NONE)
        .filter(each -> !each.deleted() || deletedToo)
        .map(each -> each.seenBy(caller, model.now()));
  }

  List<Artifact> list(
      Person caller, Filter filter, Query query, boolean deletedToo, Comparator<Artifact> order) {
    return seen(caller, deletedToo)
        .filter(filter::matches)
        .filter(query::matches)
        .sorted(order)
        .toList();
  }

  CountArtifactsResponse count(Person caller, Filter filter, Query query, int limit) {
    List<Artifact> found =
        list(caller, filter, query, false, Comparator.comparing(Artifact::getId));
    return CountArtifactsResponse.newBuilder()
        .setCount(found.size())
        .setSizeBytes(found.stream().mapToLong(Artifact::getSizeBytes).sum())
        .addAllContentTypes(most(found, a -> Stream.of(a.getContentType()), limit))
        .addAllTags(most(found, a -> a.getTagsList().stream(), limit))
        .addAllOwners(most(found, a -> Stream.of(a.getOwner()), limit))
        .build();
  }

  private static List<ArtifactCount> most(
      List<Artifact> of, Function<Artifact, Stream<String>> values, int limit) {
    return counts(of, values).stream().sorted(MOST_FIRST).limit(limit).toList();
  }

  private static List<ArtifactCount> counts(
      List<Artifact> of, Function<Artifact, Stream<String>> values) {
    Map<String, Long> counts = new TreeMap<>(Specs.BY_CODE_POINT);
    of.stream().flatMap(values).forEach(value -> counts.merge(value, 1L, Long::sum));
    return counts.entrySet().stream()
        .map(each ->
            ArtifactCount.newBuilder().setValue(each.getKey()).setCount(each.getValue()).build())
        .toList();
  }

  List<ArtifactCount> tags(Person caller, String prefix) {
    return counts(seen(caller, false).toList(), a -> a.getTagsList().stream()).stream()
        .filter(each -> each.getValue().startsWith(prefix))
        .toList();
  }
}
