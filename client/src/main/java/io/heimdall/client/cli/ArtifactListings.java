package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.ArtifactText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.ListArtifactsRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that find artifacts.
final class ArtifactListings {

  private ArtifactListings() {}

  abstract static class Finding extends ServerCommand {

    @Mixin private ArtifactFilter filter = new ArtifactFilter();

    @Mixin private ListLimit limit = new ListLimit();

    @Option(
        names = "--count",
        description = "Show how many there are, by media type, tag and owner, in place of them.")
    private boolean count;

    Finding(Console console) {
      super(console);
    }

    abstract String words();

    @Override
    int run(HeimdallClient client) {
      ListArtifactsRequest request = filter.request(words());
      if (count) {
        show(
            client
                .artifacts()
                .count(
                    CountArtifactsRequest.newBuilder()
                        .setFilter(request.getFilter())
                        .setQuery(request.getQuery())
                        .build()));
        return ExitCode.OK;
      }
      Stream<Artifact> found =
          client
              .artifacts()
              .list(request.toBuilder().setPageSize(limit.pageSize()).build())
              .limit(limit.entries());
      if (json()) {
        found.forEach(artifact -> console().print(Json.of(artifact)));
      } else {
        console().print(ArtifactText.artifacts(found));
      }
      return ExitCode.OK;
    }

    private void show(CountArtifactsResponse counts) {
      if (json()) {
        console().print(Json.of(counts));
        return;
      }
      console()
          .print(
              "%d artifacts, %s".formatted(counts.getCount(), Units.size(counts.getSizeBytes())));
      show("TYPE", counts.getContentTypesList());
      show("TAG", counts.getTagsList());
      show("OWNER", counts.getOwnersList());
    }

    private void show(String heading, List<ArtifactCount> counts) {
      if (!counts.isEmpty()) {
        console().print(ArtifactText.counts(heading, counts.stream()));
      }
    }
  }

  /// `heimdall artifacts list`.
  @Command(
      name = "list",
      description = "List the artifacts that you may see, the newest first.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class ListThem extends Finding {

    ListThem(Console console) {
      super(console);
    }

    @Override
    String words() {
      return "";
    }
  }

  /// `heimdall artifacts search`.
  @Command(
      name = "search",
      description = "Find artifacts by words of their name, title, description, tags and labels.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  heimdall artifacts search night beacon --type 'audio/*'",
        "  heimdall artifacts search '\"time signal\" -dcf77' --count"
      })
  static final class Search extends Finding {

    @Parameters(
        paramLabel = "WORD",
        arity = "1..*",
        description = "In any order; a \"phrase\" in quotes, -without, or.")
    private List<String> words = List.of();

    Search(Console console) {
      super(console);
    }

    @Override
    String words() {
      return String.join(" ", words);
    }
  }

  /// `heimdall artifacts tags`.
  @Command(
      name = "tags",
      description = "List the tags of artifacts that you may see, or rename one everywhere.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Tags extends ServerCommand {

    @Parameters(
        paramLabel = "PREFIX",
        arity = "0..1",
        description = "How they begin. Default: anyhow.")
    private String prefix = "";

    @Option(
        names = "--rename",
        paramLabel = "TAG=NEW",
        description = "Give a tag another name on every artifact that you may change.")
    private Map<String, String> renamed = Map.of();

    Tags(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      if (!renamed.isEmpty()) {
        renamed.forEach((tag, name) -> rename(client, tag, name));
      } else if (json()) {
        client.artifacts().tags(prefix).forEach(tag -> console().print(Json.of(tag)));
      } else {
        console().print(ArtifactText.counts("TAG", client.artifacts().tags(prefix)));
      }
      return ExitCode.OK;
    }

    private void rename(HeimdallClient client, String tag, String name) {
      long count = client.artifacts().renameTag(tag, name);
      console()
          .print(
              json()
                  ? Json.of(Map.of("tag", tag, "new_tag", name, "count", count))
                  : "%s is %s now, on %d artifacts".formatted(tag, name, count));
    }
  }
}
