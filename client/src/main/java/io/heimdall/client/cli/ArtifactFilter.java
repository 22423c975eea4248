package io.heimdall.client.cli;

import io.heimdall.client.cli.artifact.SourceText;
import io.heimdall.v1.ListArtifactsRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What artifacts are chosen by. All that is given must match.
final class ArtifactFilter {

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "Only those for which it holds, for example: size_bytes > 1000 AND tags:fm")
  private String expression = "";

  @Option(names = "--owner", paramLabel = "USER", description = "Only those of this owner.")
  private String owner = "";

  @Option(
      names = {"-t", "--tag"},
      paramLabel = "TAG",
      description = "Only those with this tag. May be given several times.")
  private List<String> tags = List.of();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only those of this media type: image/png, or audio/*.")
  private String type = "";

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      description =
          "Only those made from this: acquisitions/ID, recordings/ACQUISITION/RECEIVER[/HOP] or"
              + " artifacts/ID[/VERSION].")
  private @Nullable SourceText source;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those made from then on: 2025-11-21T10:00:00Z, or 2h ago.")
  private @Nullable Instant since;

  @Option(names = "--before", paramLabel = "TIME", description = "Only those made before then.")
  private @Nullable Instant before;

  @Option(
      names = "--order",
      paramLabel = "FIELD",
      description =
          "create_time, update_time, name or size_bytes, with ' desc' after it for falling order."
              + " Default: the newest first; of a search the best match first.")
  private String order = "";

  @Option(names = "--deleted", description = "Deleted ones of yours too.")
  private boolean deleted;

  /// The request for a list.
  ///
  /// @param words what is searched for; empty: nothing
  ListArtifactsRequest request(String words) {
    return ListArtifactsRequest.newBuilder()
        .setFilter(filter())
        .setQuery(words)
        .setOrderBy(order)
        .setShowDeleted(deleted)
        .build();
  }

  private String filter() {
    var parts = new ArrayList<String>();
    if (!expression.isBlank()) {
      parts.add("(" + expression + ")");
    }
    if (!owner.isEmpty()) {
      parts.add("owner = " + quoted(owner));
    }
    tags.forEach(tag -> parts.add("tags:" + quoted(tag)));
    if (!type.isEmpty()) {
      parts.add("content_type = " + quoted(type));
    }
    if (source != null) {
      parts.add("derived_from:" + quoted(SourceText.of(source.source())));
    }
    if (since != null) {
      parts.add("create_time >= " + since);
    }
    if (before != null) {
      parts.add("create_time < " + before);
    }
    return String.join(" AND ", parts);
  }

  /// A text as a filter has it. A star at an end of it stands for anything.
  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
