package io.heimdall.client.cli;

import io.heimdall.client.ArtifactUploads;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.UploadContent;
import io.heimdall.client.Uploaded;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.Units;
import io.heimdall.client.encryption.EncryptedContent;
import io.heimdall.v1.StartUploadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall artifacts put`: files become artifacts.
@Command(
    name = "put",
    description = {
      "Keep files as artifacts, each as one of its own, or a file as a new version of one.",
      "",
      "A lost connection is continued. Given again after it was stopped, the command goes on with"
          + " what the server has already; given again for a file that was put before, with the"
          + " same options, it shows the artifact that is there. Every byte is verified."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall artifacts put report.pdf --tag night --from acquisitions/ID",
      "  heimdall artifacts put *.wav --tag fm,voice --label station=DF0KL",
      "  heimdall artifacts put model-2.onnx --artifact model.onnx",
      "  tar -c data | heimdall artifacts put - --name data.tar",
      "  heimdall artifacts put secret.pdf --encrypt-key my.key"
    })
final class ArtifactPutCommand extends ArtifactCommand {

  /// Stands for what is piped in, where a file could be named.
  static final String STANDARD_INPUT = "-";

  @Parameters(
      paramLabel = "FILE|-",
      arity = "1..*",
      description = "What to keep; - is standard input, which comes alone.")
  private List<String> files = List.of();

  @Option(
      names = {"-a", "--artifact"},
      paramLabel = "ARTIFACT",
      description = "Make the file a version of this one. " + NAMED_SO)
  private String artifact = "";

  @Option(
      names = "--encrypt-key",
      paramLabel = "KEYFILE",
      description =
          "Encrypt it on this machine, with the key in this file, which 'heimdall artifacts keygen'"
              + " makes. Its name, which ends in .encrypted unless --name says another, and what"
              + " else is said of it are not encrypted.")
  private @Nullable Path encryptKey;

  @Mixin private ArtifactOptions options = new ArtifactOptions();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Of several files, this many at a time. Default: ${DEFAULT-VALUE}.")
  private int jobs = 4;

  ArtifactPutCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) throws IOException {
    if (files.size() > 1 && (options.hasName() || !artifact.isEmpty())) {
      throw new UsageFailure(
          "--name and --artifact are for one file, not %d.".formatted(files.size()));
    }
    if (files.size() > 1 && files.contains(STANDARD_INPUT)) {
      throw new UsageFailure("Standard input is put alone, with a --name.");
    }
    if (!artifact.isEmpty() && options.areOfNewOne()) {
      throw new UsageFailure(
          "Of a version only --name and --type are said; 'heimdall artifacts set', 'tag' and"
              + " 'publish' change the artifact.");
    }
    if (jobs < 1) {
      throw new UsageFailure("--jobs takes 1 or more, not %d.".formatted(jobs));
    }
    if (encryptKey != null && options.hasType()) {
      throw new UsageFailure(
          "--type is not for what is encrypted, whose type is always %s."
              .formatted(EncryptedContent.MEDIA_TYPE));
    }
    ArtifactEncryption encryption = ArtifactEncryption.with(encryptKey);
    String id = artifact.isEmpty() ? "" : id(client.artifacts(), artifact);
    List<String> each = distinct(files);
    SharedProgress progress = SharedProgress.of(console(), each);
    return several("file")
        .each(
            each,
            jobs,
            file -> {
              Uploaded uploaded;
              try {
                var item = new Item(file, id);
                uploaded = put(client.artifactUploads(), encryption, item, progress.next());
              } finally {
                progress.clear();
              }
              show(file, encryption, uploaded);
            });
  }

  /// A file that is named twice would be one upload, which two would write. Two names of a file are
  /// not one: each names an artifact.
  private static List<String> distinct(List<String> names) throws IOException {
    var places = new HashSet<Path>();
    var distinct = new ArrayList<String>();
    for (String name : names) {
      if (places.add(place(Path.of(name).toAbsolutePath()))) {
        distinct.add(name);
      }
    }
    return distinct;
  }

  private static Path place(Path file) throws IOException {
    Path directory = file.getParent();
    return directory == null || !Files.isDirectory(directory)
        ? file
        : directory.toRealPath().resolve(file.getFileName());
  }

  private Uploaded put(
      ArtifactUploads uploads, ArtifactEncryption encryption, Item item, LongConsumer sent)
      throws IOException {
    if (item.file().equals(STANDARD_INPUT)) {
      StartUploadRequest request = request("", item, encryption);
      return uploads.send(request, encryption.stream(console().in()), sent);
    }
    Path path = Path.of(item.file());
    if (Files.isDirectory(path)) {
      throw new CommandFailure("'%s' is a directory; pack it: tar -c %s |…".formatted(path, path));
    }
    StartUploadRequest request = request(String.valueOf(path.getFileName()), item, encryption);
    if (!Files.isRegularFile(path)) {
      try (InputStream in = encryption.stream(Files.newInputStream(path))) {
        return uploads.send(request, in, sent);
      }
    }
    try (UploadContent content = encryption.content(path)) {
      return new RepeatedUpload(uploads, path, content).send(request, sent);
    }
  }

  private StartUploadRequest request(String fileName, Item item, ArtifactEncryption encryption) {
    String name = encryption.encryptedName(fileName);
    if (!item.artifactId().isEmpty()) {
      return encryption.typed(options.newVersion(item.artifactId(), name));
    }
    if (fileName.isEmpty() && !options.hasName()) {
      throw new UsageFailure("Standard input needs a --name.");
    }
    return encryption.typed(options.newArtifact(name));
  }

  /// What is put.
  ///
  /// @param file which file
  /// @param artifactId of which artifact it becomes a version; empty: of a new one
  private record Item(String file, String artifactId) {}

  private void show(String file, ArtifactEncryption encryption, Uploaded uploaded) {
    if (json()) {
      var document = new LinkedHashMap<String, Object>();
      document.put("file", file);
      document.put("size_bytes", uploaded.sizeBytes());
      document.put("sha256", uploaded.sha256());
      document.put("unchanged", uploaded.unchanged());
      encryption.key().ifPresent(key -> document.put("key", key.id()));
      document.put("artifact", Json.part(uploaded.artifact()));
      console().print(Json.of(document));
      return;
    }
    console()
        .print(
            "%s: %s, %s %d of artifact %s, %s, SHA-256 %s%s"
                .formatted(
                    file,
                    Units.size(uploaded.sizeBytes()),
                    uploaded.unchanged() ? "unchanged, still version" : "version",
                    uploaded.artifact().getVersion(),
                    uploaded.artifact().getId(),
                    uploaded.artifact().getContentType(),
                    uploaded.sha256(),
                    encryption.key().map(key -> ", encrypted with key " + key.id()).orElse("")));
  }
}
