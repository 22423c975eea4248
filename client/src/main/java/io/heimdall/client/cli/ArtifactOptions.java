package io.heimdall.client.cli;

import com.google.protobuf.Struct;
import io.heimdall.client.cli.artifact.Labels;
import io.heimdall.client.cli.artifact.SourceText;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Visibility;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// What is said of artifacts that are put.
final class ArtifactOptions {

  @Option(
      names = "--name",
      description = "Its file name. Default: that of the file; standard input needs one.")
  private String name = "";

  @Option(names = "--title", description = "What people call it.")
  private String title = "";

  @Option(names = "--description", description = "What it is.")
  private String description = "";

  @Option(
      names = {"-t", "--tag"},
      paramLabel = "TAG",
      split = ",",
      description = "Words to find it by: fm,voice. May be given several times.")
  private List<String> tags = List.of();

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A note to keep with it. May be given several times.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      description =
          "What it was made from: acquisitions/ID, recordings/ACQUISITION/RECEIVER[/HOP] or"
              + " artifacts/ID[/VERSION]. May be given several times.")
  private List<SourceText> sources = List.of();

  @Option(
      names = "--type",
      description = "Its media type. Default: what its first bytes and its name tell.")
  private String type = "";

  @Option(names = "--public", description = "Let every user of the server read it.")
  private boolean published;

  boolean hasName() {
    return !name.isEmpty();
  }

  boolean hasType() {
    return !type.isEmpty();
  }

  /// Whether there is anything that only a new artifact can have.
  boolean areOfNewOne() {
    return published
        || !title.isEmpty()
        || !description.isEmpty()
        || !tags.isEmpty()
        || !labels.isEmpty()
        || !sources.isEmpty();
  }

  /// The request for a new artifact.
  ///
  /// @param fileName the file's own name
  StartUploadRequest newArtifact(String fileName) {
    ArtifactSpec.Builder spec =
        ArtifactSpec.newBuilder()
            .setName(hasName() ? name : fileName)
            .setTitle(title)
            .setDescription(description)
            .addAllTags(tags.stream().distinct().toList())
            .addAllDerivedFrom(sources.stream().map(SourceText::source).toList())
            .setContentType(type);
    if (!labels.isEmpty()) {
      spec.setLabels(Labels.with(Struct.getDefaultInstance(), labels));
    }
    if (published) {
      spec.setVisibility(Visibility.VISIBILITY_PUBLIC);
    }
    return StartUploadRequest.newBuilder().setArtifact(spec).build();
  }

  /// The request for a version.
  ///
  /// @param artifactId of which artifact
  /// @param fileName the file's own name; empty: the artifact's
  StartUploadRequest newVersion(String artifactId, String fileName) {
    return StartUploadRequest.newBuilder()
        .setVersion(
            NewVersion.newBuilder()
                .setArtifactId(artifactId)
                .setName(hasName() ? name : fileName)
                .setContentType(type))
        .build();
  }
}
