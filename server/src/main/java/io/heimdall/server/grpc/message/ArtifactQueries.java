package io.heimdall.server.grpc.message;

import io.heimdall.db.artifact.ArtifactCounts;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.artifact.ArtifactOrder.By;
import io.heimdall.server.artifact.ArtifactFields;
import io.heimdall.server.artifact.Artifacts;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.filter.FilterExpression;
import io.heimdall.server.filter.FilterFields;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.ListArtifactsRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which artifacts are asked for, and how many there are, on the wire.
public final class ArtifactQueries {

  private static final FilterFields FIELDS = new ArtifactFields();
  private static final String DESCENDING = " desc";

  private ArtifactQueries() {}

  /// Which artifacts a list holds.
  ///
  /// @param request the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with FILTER_INVALID
  public static Artifacts.Wanted wanted(ListArtifactsRequest request) {
    return wanted(request.getFilter(), request.getQuery(), request.getShowDeleted());
  }

  /// Which artifacts are counted.
  ///
  /// @param request the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with FILTER_INVALID
  public static Artifacts.Wanted wanted(CountArtifactsRequest request) {
    return wanted(request.getFilter(), request.getQuery(), false);
  }

  private static Artifacts.Wanted wanted(String filter, String query, boolean deletedToo) {
    return new Artifacts.Wanted(
        FilterExpression.read(FIELDS, "filter", filter).orElse(null), query.strip(), deletedToo);
  }

  /// The order of a list.
  ///
  /// @param orderBy what the request says
  /// @return the order; empty where it says nothing
  /// @throws io.heimdall.server.failure.FailureException with FIELD_INVALID
  public static Optional<ArtifactOrder> order(String orderBy) {
    String order = orderBy.strip();
    if (order.isEmpty()) {
      return Optional.empty();
    }
    boolean descending = order.endsWith(DESCENDING);
    String field =
        descending ? order.substring(0, order.length() - DESCENDING.length()).strip() : order;
    for (By by : By.values()) {
      if (by.name().toLowerCase(Locale.ROOT).equals(field)) {
        return Optional.of(new ArtifactOrder(by, descending));
      }
    }
    throw new Failure.Invalid(
            Reason.FIELD_INVALID,
            "order_by",
            "order_by is '%s'; it is one of create_time, update_time, name and size_bytes, with or"
                    .formatted(orderBy)
                + " without ' desc' after it")
        .exception();
  }

  /// Counts.
  ///
  /// @param facets the domain's
  /// @return the wire's
  public static CountArtifactsResponse of(ArtifactCounts.Facets facets) {
    return CountArtifactsResponse.newBuilder()
        .setCount(facets.count())
        .setSizeBytes(facets.sizeBytes())
        .addAllContentTypes(all(facets.contentTypes()))
        .addAllTags(all(facets.tags()))
        .addAllOwners(all(facets.owners()))
        .build();
  }

  private static List<ArtifactCount> all(List<ArtifactCounts.Count> counts) {
    return counts.stream().map(ArtifactQueries::of).toList();
  }

  /// How many artifacts have a value.
  ///
  /// @param count the domain's
  /// @return the wire's
  public static ArtifactCount of(ArtifactCounts.Count count) {
    return ArtifactCount.newBuilder().setValue(count.value()).setCount(count.count()).build();
  }
}
