package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.ArtifactSpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What an upload is to make, as its row keeps it.
///
/// @param artifact what is to be said of the artifact; null for a version of one that is there
/// @param contentType what the media type was said to be; empty for nothing
record UploadSpec(@Nullable ArtifactSpec artifact, String contentType) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  String json() {
    return JSON.writeValueAsString(this);
  }

  static UploadSpec read(String json) {
    return JSON.readValue(json, UploadSpec.class);
  }
}
