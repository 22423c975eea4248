package io.heimdall.client.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
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

  /// A name within a directory: no path, nor the directory or the one above.
  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[^/\\\\\\x00]+");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Finds the other part of a SigMF recording: the one of the same name, unless the metadata names
  /// another. Metadata may be anybody's, so it names files of its own directory only: none other is
  /// read and sent because of it.
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
    Path data = file.resolveSibling(dataset(meta, text, bare + DATA));
    if (!directoryOf(meta).equals(data.toRealPath().getParent())) {
      throw new CommandFailure(
          "%s belongs to %s and is a link to another directory; only what is beside it is sent."
              .formatted(data, meta));
    }
    return new SigmfParts(data, Optional.of(text));
  }

  private static Path directoryOf(Path file) throws IOException {
    return requireNonNull(file.toAbsolutePath().getParent()).toRealPath();
  }

  private static String dataset(Path meta, String text, String usual) {
    try {
      JsonNode stated = JSON.readTree(text).path("global").path("core:dataset");
      String named = stated.isString() ? stated.stringValue() : usual;
      if (!NAME.matcher(named).matches()) {
        throw new CommandFailure(
            "core:dataset of %s is '%s', which is no name of a file beside it."
                .formatted(meta, named.replace('\0', '?')));
      }
      return named;
    } catch (JacksonException e) {
      throw new CommandFailure("%s is no JSON: %s".formatted(meta, e.getOriginalMessage()));
    }
  }
}
