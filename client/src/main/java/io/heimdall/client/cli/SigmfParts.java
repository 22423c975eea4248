package io.heimdall.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of a recording: of SigMF two, of everything else one.
///
/// @param data the file with the samples
/// @param meta the text of the metadata beside it; empty for anything but SigMF
record SigmfParts(Path data, Optional<String> meta) {

  private static final String META = ".sigmf-meta";
  private static final String DATA = ".sigmf-data";

  /// What the contract takes.
  private static final long MOST_META_BYTES = 1 << 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Finds the other part of a SigMF recording: the one of the same name, unless the metadata names
  /// another.
  static SigmfParts of(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(META) && !name.endsWith(DATA)) {
      return new SigmfParts(file, Optional.empty());
    }
    String bare = name.substring(0, name.lastIndexOf(".sigmf-"));
    Path meta = file.resolveSibling(bare + META);
    if (Files.size(meta) > MOST_META_BYTES) {
      throw new CommandFailure(
          "%s has %d bytes; metadata of at most %d is taken."
              .formatted(meta, Files.size(meta), MOST_META_BYTES));
    }
    String text = Files.readString(meta, StandardCharsets.UTF_8);
    return new SigmfParts(file.resolveSibling(dataset(meta, text, bare + DATA)), Optional.of(text));
  }

  private static String dataset(Path meta, String text, String usual) {
    try {
      JsonNode named = JSON.readTree(text).path("global").path("core:dataset");
      return named.isString() ? named.stringValue() : usual;
    } catch (JacksonException e) {
      throw new CommandFailure("%s is no JSON: %s".formatted(meta, e.getOriginalMessage()));
    }
  }
}
