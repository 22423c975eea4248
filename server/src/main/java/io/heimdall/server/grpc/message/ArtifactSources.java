package io.heimdall.server.grpc.message;

import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactVersionSource;
import io.heimdall.v1.RecordingSource;
import java.util.UUID;

/// What artifacts were made from, on the wire and as the text by which it is kept and filtered:
/// `acquisitions/ID`, `recordings/ACQUISITION/RECEIVER/HOP` or `artifacts/ID/VERSION`.
final class ArtifactSources {
  private ArtifactSources() {}

  /// A source of a request, within the contract's limits.
  ///
  /// @param source the wire's
  /// @return its text; the same source always has the same
  static String text(ArtifactSource source) {
    return switch (source.getSourceCase()) {
      case ACQUISITION_ID -> "acquisitions/" + id(source.getAcquisitionId());
      case RECORDING -> {
        RecordingSource recording = source.getRecording();
        yield "recordings/%s/%d/%d"
            .formatted(
                id(recording.getAcquisitionId()), recording.getReceiverId(), recording.getHop());
      }
      case ARTIFACT -> {
        ArtifactVersionSource artifact = source.getArtifact();
        yield "artifacts/%s/%d".formatted(id(artifact.getArtifactId()), artifact.getVersion());
      }
      case SOURCE_NOT_SET ->
          throw new IllegalArgumentException("a source of nothing passed the contract's limits");
    };
  }

  /// A source as it is kept.
  ///
  /// @param text its text
  /// @return the wire's
  static ArtifactSource of(String text) {
    String[] parts = text.split("/", -1);
    var source = ArtifactSource.newBuilder();
    switch (parts[0]) {
      case "acquisitions" -> source.setAcquisitionId(parts[1]);
      case "recordings" ->
          source.setRecording(
              RecordingSource.newBuilder()
                  .setAcquisitionId(parts[1])
                  .setReceiverId(Integer.parseInt(parts[2]))
                  .setHop(Integer.parseInt(parts[3])));
      case "artifacts" ->
          source.setArtifact(
              ArtifactVersionSource.newBuilder()
                  .setArtifactId(parts[1])
                  .setVersion(Integer.parseInt(parts[2])));
      default -> throw new IllegalArgumentException("no source is written " + text);
    }
    return source.build();
  }

  private static UUID id(String text) {
    return UUID.fromString(text);
  }
}
