package io.heimdall.client.cli.artifact;

import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactVersionSource;
import io.heimdall.v1.RecordingSource;
import org.jspecify.annotations.Nullable;

/// What an artifact was made from, as filters of the contract write it: `acquisitions/ID`,
/// `recordings/ACQUISITION/RECEIVER/HOP`, `artifacts/ID/VERSION`. The hop and the version may be
/// left out.
///
/// @param source the same for the contract
public record SourceText(ArtifactSource source) {

  /// Reads one.
  ///
  /// @param text for example `acquisitions/0b52…`
  /// @return the source
  public static SourceText parse(String text) {
    String[] parts = text.strip().split("/", -1);
    ArtifactSource.Builder source = ArtifactSource.newBuilder();
    try {
      switch (parts[0] + " " + parts.length) {
        case "acquisitions 2" -> source.setAcquisitionId(parts[1]);
        case "recordings 3" -> source.setRecording(recording(parts, 0));
        case "recordings 4" -> source.setRecording(recording(parts, number(parts[3])));
        case "artifacts 2" -> source.setArtifact(artifact(parts, 0));
        case "artifacts 3" -> source.setArtifact(artifact(parts, number(parts[2])));
        default -> throw malformed(text, null);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    return new SourceText(source.build());
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static RecordingSource recording(String[] parts, int hop) {
    return RecordingSource.newBuilder()
        .setAcquisitionId(parts[1])
        .setReceiverId(number(parts[2]))
        .setHop(hop)
        .build();
  }

  private static ArtifactVersionSource artifact(String[] parts, int version) {
    return ArtifactVersionSource.newBuilder().setArtifactId(parts[1]).setVersion(version).build();
  }

  private static IllegalArgumentException malformed(
      String text, @Nullable NumberFormatException cause) {
    return new IllegalArgumentException(
        "'%s' is no source; write acquisitions/ID, recordings/ACQUISITION/RECEIVER[/HOP] or"
                .formatted(text)
            + " artifacts/ID[/VERSION].",
        cause);
  }

  /// Writes one the way [#parse] reads it.
  ///
  /// @param source the source
  /// @return for example `artifacts/0b52…/3`
  public static String of(ArtifactSource source) {
    return switch (source.getSourceCase()) {
      case ACQUISITION_ID -> "acquisitions/" + source.getAcquisitionId();
      case RECORDING ->
          "recordings/%s/%d/%d"
              .formatted(
                  source.getRecording().getAcquisitionId(),
                  source.getRecording().getReceiverId(),
                  source.getRecording().getHop());
      case ARTIFACT ->
          source.getArtifact().getVersion() == 0
              ? "artifacts/" + source.getArtifact().getArtifactId()
              : "artifacts/%s/%d"
                  .formatted(
                      source.getArtifact().getArtifactId(), source.getArtifact().getVersion());
      case SOURCE_NOT_SET -> "-";
    };
  }
}
