package io.heimdall.client.cli;

import io.heimdall.client.ArtifactUploads;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.Uploaded;
import io.heimdall.client.cli.artifact.UploadRequestId;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
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
      "  tar -c data | heimdall artifacts put - --name data.tar"
    })
final class ArtifactPutCommand extends ArtifactCommand {

  private static final String STANDARD_INPUT = "-";
  private static final int MOST_ATTEMPTS = 1000;

  /// What becomes of an artifact after it was uploaded, so that the upload is done and not there.
  private static final Set<String> GONE =
      Set.of("ARTIFACT_NOT_FOUND", "ARTIFACT_DELETED", "UPLOAD_ENDED", "UPLOAD_NOT_FOUND");

  @Parameters(
      paramLabel = "FILE|-",
      arity = "1..*",
      description = "What to keep; - is standard input.")
  private List<String> files = List.of();

  @Option(
      names = {"-a", "--artifact"},
      paramLabel = "ARTIFACT",
      description = "Make the file a version of this one. " + NAMED_SO)
  private String artifact = "";

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
    if (!artifact.isEmpty() && options.areOfNewOne()) {
      throw new UsageFailure(
          "Of a version only --name and --type are said; 'heimdall artifacts set', 'tag' and"
              + " 'publish' change the artifact.");
    }
    if (jobs < 1) {
      throw new UsageFailure("--jobs takes 1 or more, not %d.".formatted(jobs));
    }
    String id = artifact.isEmpty() ? "" : id(client.artifacts(), artifact);
    return several("file").each(files, jobs, file -> put(client.artifactUploads(), file, id));
  }

  private void put(ArtifactUploads uploads, String file, String artifactId) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      StartUploadRequest request = request("", artifactId);
      try (var progress = progress("standard input", TransferProgress.UNKNOWN)) {
        show(file, uploads.send(request, console().in(), progress));
      }
      return;
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new CommandFailure("'%s' is a directory; pack it: tar -c %s |…".formatted(path, path));
    }
    StartUploadRequest request = request(String.valueOf(path.getFileName()), artifactId);
    long sizeBytes = Files.isRegularFile(path) ? Files.size(path) : TransferProgress.UNKNOWN;
    try (var progress = progress(file, sizeBytes)) {
      show(
          file,
          Files.isRegularFile(path)
              ? putOnce(uploads, uploads.describe(request, path), path, progress)
              : uploads.send(request, path, progress));
    }
  }

  private StartUploadRequest request(String fileName, String artifactId) {
    if (!artifactId.isEmpty()) {
      return options.newVersion(artifactId, fileName);
    }
    if (fileName.isEmpty() && !options.hasName()) {
      throw new UsageFailure("Standard input needs a --name.");
    }
    return options.newArtifact(fileName);
  }

  /// Tells how much has been sent, of one file. Several would draw on one line.
  ///
  /// @param shown shows it; null: nobody
  private record Progress(@Nullable TransferProgress shown) implements LongConsumer, AutoCloseable {

    @Override
    public void accept(long sentBytes) {
      if (shown != null) {
        shown.accept(sentBytes);
      }
    }

    @Override
    public void close() {
      if (shown != null) {
        shown.end();
      }
    }
  }

  private Progress progress(String name, long sizeBytes) {
    return new Progress(
        files.size() == 1 ? new TransferProgress(console(), name, sizeBytes) : null);
  }

  /// Goes on with the upload that an earlier command with the same words has begun, or shows what
  /// it has become. One that has come to nothing, or whose artifact has gone since, is followed by
  /// another.
  private static Uploaded putOnce(
      ArtifactUploads uploads, StartUploadRequest request, Path file, LongConsumer sent)
      throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Upload upload =
          uploads.start(
              request.toBuilder().setRequestId(UploadRequestId.of(request, file, attempt)).build());
      boolean done = upload.getState() == UploadState.UPLOAD_STATE_DONE;
      if (upload.getState() == UploadState.UPLOAD_STATE_ENDED) {
        continue;
      }
      try {
        Uploaded uploaded = uploads.resume(upload, file, sent);
        if (!done || isThere(uploaded, request)) {
          return uploaded;
        }
      } catch (HeimdallException e) {
        if (!done || !GONE.contains(e.reason())) {
          throw e;
        }
      }
    }
    return uploads.send(request, file, sent);
  }

  /// Of a version the bytes have to be the current ones.
  private static boolean isThere(Uploaded uploaded, StartUploadRequest request) {
    return !uploaded.artifact().hasDeleteTime()
        && (request.hasArtifact() || uploaded.artifact().getSha256().equals(uploaded.sha256()));
  }

  private void show(String file, Uploaded uploaded) {
    if (json()) {
      var document = new LinkedHashMap<String, Object>();
      document.put("file", file);
      document.put("size_bytes", uploaded.sizeBytes());
      document.put("sha256", uploaded.sha256());
      document.put("unchanged", uploaded.unchanged());
      document.put("artifact", Json.part(uploaded.artifact()));
      console().print(Json.of(document));
      return;
    }
    console()
        .print(
            "%s: %s, %s %d of artifact %s, %s, SHA-256 %s"
                .formatted(
                    file,
                    Units.size(uploaded.sizeBytes()),
                    uploaded.unchanged() ? "unchanged, still version" : "version",
                    uploaded.artifact().getVersion(),
                    uploaded.artifact().getId(),
                    uploaded.artifact().getContentType(),
                    uploaded.sha256()));
  }
}
