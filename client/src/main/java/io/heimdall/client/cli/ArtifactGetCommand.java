package io.heimdall.client.cli;

import io.heimdall.client.Artifacts;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.Existing;
import io.heimdall.client.cli.artifact.LocalName;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall artifacts get`: artifacts become files.
@Command(
    name = "get",
    description = {
      "Fetch artifacts into files, or bytes of one.",
      "",
      "A lost connection is continued. What was received of a file when the command was stopped"
          + " stays beside it, in FILE.ID-vN.part, and the command goes on with it when it is given"
          + " again. Checksums are verified, and the file gets its name once it is complete."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall artifacts get report.pdf",
      "  heimdall artifacts get report.pdf --version 2 -o old.pdf",
      "  heimdall artifacts get data.tar --offset 1MiB --limit 64KiB -o - | xxd",
      "  heimdall artifacts get secret.pdf.encrypted --decrypt-key my.key"
    })
final class ArtifactGetCommand extends ArtifactCommand {

  private static final String STANDARD_OUTPUT = "-";

  @Parameters(paramLabel = "ARTIFACT", arity = "1..*", description = NAMED_SO)
  private List<String> names = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR|-",
      description = "A file, a directory, or - for standard output. Default: this directory.")
  private Path output = Path.of("");

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "Which version. Default: the current one.")
  private int version;

  @Option(names = "--offset", paramLabel = "SIZE", description = "The first byte. Default: 0.")
  private ByteCount offset = ByteCount.NONE;

  @Option(
      names = "--limit",
      paramLabel = "SIZE",
      description = "How many bytes: 64KiB. Default: to the end.")
  private ByteCount limit = ByteCount.NONE;

  @Option(
      names = "--decrypt-key",
      paramLabel = "KEYFILE",
      description =
          "Decrypt what 'heimdall artifacts put --encrypt-key' has encrypted, with the key in this"
              + " file. No byte is written that is not proved to be what was encrypted.")
  private @Nullable Path decryptKey;

  @Mixin
  @SuppressWarnings("UnusedVariable") // The parser acts on it.
  private HelpOption help = new HelpOption();

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  ArtifactGetCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) throws IOException {
    if (names.size() > 1 && output.toString().equals(STANDARD_OUTPUT)) {
      throw new UsageFailure("Standard output takes one artifact.");
    }
    var fetching =
        new ArtifactFetching(
            client.artifactDownloads(), ArtifactEncryption.with(decryptKey), console());
    return several("artifact").each(names, 1, name -> get(client.artifacts(), fetching, name));
  }

  private void get(Artifacts artifacts, ArtifactFetching fetching, String name) throws IOException {
    String id = id(artifacts, name);
    DownloadArtifactRequest.Builder request =
        DownloadArtifactRequest.newBuilder()
            .setArtifactId(id)
            .setVersion(version)
            .setOffset(offset.bytes())
            .setLimit(limit.bytes());
    if (output.toString().equals(STANDARD_OUTPUT)) {
      // Not System.out, which says nothing when nobody reads it any more.
      OutputStream out = NewFile.buffered(new FileOutputStream(FileDescriptor.out));
      FetchedBytes got = fetching.toStream(request.build(), out);
      console().note(sentence(STANDARD_OUTPUT, got));
      return;
    }
    Artifact artifact = artifacts.get(id);
    Path target = target(fetching.encryption().decryptedName(LocalName.of(artifact)));
    refuseToReplace(target);
    request.setVersion(version == 0 ? artifact.getVersion() : version);
    FetchedBytes got =
        fetching.toFile(request.build(), target, force ? Existing.REPLACED : Existing.KEPT);
    console().print(json() ? Json.of(document(target, got)) : sentence(target.toString(), got));
  }

  private Path target(String fileName) {
    boolean directory =
        names.size() > 1 || output.toString().isEmpty() || Files.isDirectory(output);
    return directory ? output.resolve(fileName) : output;
  }

  private void refuseToReplace(Path target) {
    if (Files.isDirectory(target)) {
      throw new CommandFailure("'%s' is a directory.".formatted(target));
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new CommandFailure(
          "'%s' is no regular file, so it cannot be replaced.".formatted(target));
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !force) {
      throw new CommandFailure("%s is there already; --force replaces it.".formatted(target));
    }
  }

  private boolean isWhole() {
    return offset.bytes() == 0 && limit.bytes() == 0;
  }

  private String sentence(String target, FetchedBytes got) {
    ArtifactVersion stored = got.version();
    String decrypted =
        got instanceof FetchedBytes.Decrypted
            ? "%d bytes decrypted of ".formatted(got.sizeBytes())
            : "";
    return "%s: %s version %d of artifact %s, %s%d bytes, SHA-256 %s%s"
        .formatted(
            target,
            isWhole() ? "all of" : "a part of",
            stored.getVersion(),
            stored.getArtifactId(),
            decrypted,
            stored.getSizeBytes(),
            stored.getSha256(),
            isWhole() ? ", verified" : "");
  }

  private Map<String, Object> document(Path target, FetchedBytes got) {
    var document = new LinkedHashMap<String, Object>();
    document.put("file", target.toString());
    document.put("offset", offset.bytes());
    document.put("verified", isWhole());
    if (got instanceof FetchedBytes.Decrypted) {
      document.put("decrypted_bytes", got.sizeBytes());
    }
    document.put("version", Json.part(got.version()));
    return document;
  }
}
