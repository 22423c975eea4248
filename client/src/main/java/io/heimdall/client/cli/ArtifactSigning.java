package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.SignedRead;
import io.heimdall.v1.StartUploadRequest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands about URLs of the object store.
final class ArtifactSigning {

  private ArtifactSigning() {}

  /// How long a URL is good for.
  private static final class Validity {

    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "How long it is good for, 7d at most. Default: 15m.")
    private Duration duration = Duration.ofMinutes(15);
  }

  private static String headers(SignUrlResponse signed) {
    return signed.getHeadersMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(header -> "-H '%s: %s' ".formatted(header.getKey(), header.getValue()))
        .collect(Collectors.joining());
  }

  private static String expiry(SignUrlResponse signed) {
    return "Good until %s UTC, and a secret until then."
        .formatted(AcquisitionText.time(signed.getExpireTime()));
  }

  /// `heimdall artifacts sign`.
  @Command(
      name = "sign",
      description = {
        "Make a URL by which whoever has it reads an artifact, with curl or a browser.",
        "Nobody can take it back before it expires."
      },
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  curl -o report.pdf \"$(heimdall artifacts sign report.pdf --for 2h)\"")
  static final class Sign extends ArtifactCommand {

    @Parameters(index = "0", paramLabel = "ARTIFACT", description = NAMED_SO)
    private String name = "";

    @Option(
        names = "--version",
        paramLabel = "N",
        description = "Which version. Default: the current one.")
    private int version;

    @Option(names = "--inline", description = "Have browsers show it rather than save it.")
    private boolean inline;

    @Mixin
    @SuppressWarnings("UnusedVariable") // The parser acts on it.
    private HelpOption help = new HelpOption();

    @Mixin private Validity validity = new Validity();

    Sign(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      SignUrlResponse signed =
          client
              .artifactDownloads()
              .sign(
                  SignedRead.newBuilder()
                      .setArtifactId(id(client.artifacts(), name))
                      .setVersion(version)
                      .setInline(inline)
                      .build(),
                  validity.duration);
      if (json()) {
        console().print(Json.of(signed));
        return ExitCode.OK;
      }
      console().print(signed.getUrl());
      console().note(expiry(signed) + " SHA-256 " + signed.getSha256());
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts sign-upload`.
  @Command(
      name = "sign-upload",
      description = {
        "Make a URL by which whoever has it uploads a file, with curl.",
        "It becomes an artifact by 'heimdall artifacts complete', which this command shows."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  heimdall artifacts sign-upload --name x.wav --size 12345678 --for 1h")
  static final class SignUpload extends ArtifactCommand {

    @Option(
        names = "--size",
        paramLabel = "SIZE",
        required = true,
        description = "How many bytes will come, exactly.")
    private ByteCount size = ByteCount.NONE;

    @Option(
        names = {"-a", "--artifact"},
        paramLabel = "ARTIFACT",
        description = "Make it a version of this one. " + NAMED_SO)
    private String artifact = "";

    @Mixin private ArtifactOptions options = new ArtifactOptions();

    @Mixin private Validity validity = new Validity();

    SignUpload(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      SignUrlResponse signed = client.artifactUploads().sign(request(client), validity.duration);
      if (json()) {
        console().print(Json.of(signed));
        return ExitCode.OK;
      }
      console().print("curl -fT FILE %s'%s'".formatted(headers(signed), signed.getUrl()));
      console().note(expiry(signed));
      console().note("Then: heimdall artifacts complete " + signed.getUpload().getId());
      return ExitCode.OK;
    }

    private StartUploadRequest request(HeimdallClient client) {
      if (artifact.isEmpty() && !options.hasName()) {
        throw new UsageFailure("An upload by URL needs a --name.");
      }
      if (!artifact.isEmpty() && options.areOfNewOne()) {
        throw new UsageFailure("Of a version only --name and --type are said.");
      }
      StartUploadRequest request =
          artifact.isEmpty()
              ? options.newArtifact("")
              : options.newVersion(id(client.artifacts(), artifact), "");
      return request.toBuilder()
          .setRequestId(UUID.randomUUID().toString())
          .setSizeBytes(size.bytes())
          .build();
    }
  }

  /// `heimdall artifacts complete`.
  @Command(
      name = "complete",
      description = "Make a version of what was uploaded by URL, after the server has verified it.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Complete extends ArtifactCommand {

    @Parameters(
        index = "0",
        paramLabel = "UPLOAD",
        description = "The id that 'heimdall artifacts sign-upload' showed.")
    private String upload = "";

    @Option(
        names = "--sha256",
        paramLabel = "HEX",
        description = "What it must be, 64 hexadecimal digits. Default: whatever it is.")
    private String sha256 = "";

    Complete(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      CompleteSignedUploadResponse done =
          client
              .artifactUploads()
              .complete(
                  CompleteSignedUploadRequest.newBuilder()
                      .setUploadId(upload)
                      .setSha256(ByteString.copyFrom(hash()))
                      .build());
      console()
          .print(
              json()
                  ? Json.of(done)
                  : "%s: %d bytes, %s %d of artifact %s, %s, SHA-256 %s"
                      .formatted(
                          done.getArtifact().getName(),
                          done.getArtifact().getSizeBytes(),
                          done.getUnchanged() ? "unchanged, still version" : "version",
                          done.getArtifact().getVersion(),
                          done.getArtifact().getId(),
                          done.getArtifact().getContentType(),
                          done.getArtifact().getSha256()));
      return ExitCode.OK;
    }

    private byte[] hash() {
      try {
        return HexFormat.of().parseHex(sha256);
      } catch (IllegalArgumentException _) {
        throw new UsageFailure("--sha256 takes 64 hexadecimal digits, not '%s'.".formatted(sha256));
      }
    }
  }
}
