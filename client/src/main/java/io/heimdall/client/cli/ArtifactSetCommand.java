package io.heimdall.client.cli;

import io.heimdall.client.Artifacts;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.ArtifactDetails;
import io.heimdall.client.cli.artifact.Labels;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.UpdateArtifactRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall artifacts set`: changes what is said of an artifact.
@Command(
    name = "set",
    description = {
      "Change what is said of an artifact.",
      "Somebody who changes it at the same time is not overwritten: then this fails."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ArtifactSetCommand extends ArtifactCommand {

  @Parameters(index = "0", paramLabel = "ARTIFACT", description = NAMED_SO)
  private String named = "";

  @Option(names = "--name", description = "Its file name.")
  private @Nullable String name;

  @Option(names = "--title", description = "What people call it.")
  private @Nullable String title;

  @Option(names = "--description", description = "What it is.")
  private @Nullable String description;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A note to keep with it; KEY= takes one away. May be given several times.")
  private Map<String, String> labels = new LinkedHashMap<>();

  ArtifactSetCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    Artifacts artifacts = client.artifacts();
    Artifact before = artifacts.get(id(artifacts, named));
    UpdateArtifactRequest request = request(before);
    if (request.getUpdateMask().getPathsCount() == 0) {
      throw new UsageFailure("Nothing is to be changed: give --title or another option.");
    }
    Artifact changed = artifacts.update(request);
    if (json()) {
      console().print(Json.of(changed));
    } else {
      ArtifactDetails.lines(changed, List.of()).forEach(console()::print);
    }
    return ExitCode.OK;
  }

  private UpdateArtifactRequest request(Artifact before) {
    var request =
        UpdateArtifactRequest.newBuilder().setArtifactId(before.getId()).setEtag(before.getEtag());
    ArtifactSpec.Builder spec = request.getArtifactBuilder();
    var mask = request.getUpdateMaskBuilder();
    if (name != null) {
      spec.setName(name);
      mask.addPaths("name");
    }
    if (title != null) {
      spec.setTitle(title);
      mask.addPaths("title");
    }
    if (description != null) {
      spec.setDescription(description);
      mask.addPaths("description");
    }
    if (!labels.isEmpty()) {
      spec.setLabels(Labels.with(before.getLabels(), labels));
      mask.addPaths("labels");
    }
    return request.build();
  }
}
