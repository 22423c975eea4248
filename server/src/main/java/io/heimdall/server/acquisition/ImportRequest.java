package io.heimdall.server.acquisition;

import io.heimdall.server.iq.file.FileHints;
import io.heimdall.server.iq.file.IqFileFormat;
import java.util.Map;
import java.util.Optional;

/// What is asked for with a file of samples.
///
/// @param requestId the caller's id for the request; empty for none
/// @param fileName its name
/// @param format what it is; empty to be told from its name and first bytes
/// @param sigmfMeta the text of its SigMF metadata; empty for none
/// @param receiverId whose recording it is to be; 0 for one named after its station
/// @param hints what the caller knows of it
/// @param labels the caller's notes
public record ImportRequest(
    String requestId,
    String fileName,
    Optional<IqFileFormat> format,
    String sigmfMeta,
    int receiverId,
    FileHints hints,
    Map<String, String> labels) {

  /// Copies the labels.
  public ImportRequest {
    labels = Map.copyOf(labels);
  }
}
