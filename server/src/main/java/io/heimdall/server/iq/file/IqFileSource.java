package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the samples of a file are, and what is said about it.
///
/// @param path the file with the samples
/// @param name what people call it; KiwiSDR's names say frequency, time and station
/// @param format what it is; empty to be told from its name and first bytes
/// @param sigmfMeta the text of its SigMF metadata; empty where it has none beside it
/// @param hints what is known from elsewhere, and stands above what the file says
/// @param otherwise what stands in where neither says it
public record IqFileSource(
    Path path,
    String name,
    Optional<IqFileFormat> format,
    Optional<String> sigmfMeta,
    FileHints hints,
    FileHints otherwise) {

  /// A name within a directory: no path, nor the directory or the one above.
  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[^/\\\\\\x00]+");

  private static final String META = ".sigmf-meta";
  private static final String DATA = ".sigmf-data";

  /// The file that is opened first for another one: of a SigMF recording the metadata, which names
  /// the data.
  ///
  /// @param path the file
  /// @return the metadata, or the file itself where it is no part of a SigMF recording
  public static Path firstOf(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(META) || name.endsWith(DATA)
        ? path.resolveSibling(name.substring(0, name.lastIndexOf(".sigmf-")) + META)
        : path;
  }

  /// A file on this machine. Of a SigMF recording either part names both.
  ///
  /// @param path the file
  /// @param hints what is known from elsewhere, and stands above what the file says
  /// @param otherwise what stands in where neither says it
  /// @return where its samples are
  /// @throws IOException when the other part of a SigMF recording cannot be read
  public static IqFileSource at(Path path, FileHints hints, FileHints otherwise)
      throws IOException {
    String name = String.valueOf(path.getFileName());
    if (!name.endsWith(META) && !name.endsWith(DATA)) {
      return new IqFileSource(path, name, Optional.empty(), Optional.empty(), hints, otherwise);
    }
    String bare = name.substring(0, name.lastIndexOf(".sigmf-"));
    Path meta = firstOf(path);
    if (Files.size(meta) > SigmfMeta.MOST_BYTES) {
      throw new IqFileException(
          "%s: it has %d bytes, expected at most %d"
              .formatted(meta.getFileName(), Files.size(meta), SigmfMeta.MOST_BYTES));
    }
    String text = Files.readString(meta, StandardCharsets.UTF_8);
    String dataset = SigmfMeta.datasetOf(text).orElse(bare + DATA);
    if (!NAME.matcher(dataset).matches()) {
      throw new IqFileException(
          "%s: its core:dataset '%s' is no name of a file beside it"
              .formatted(meta.getFileName(), dataset));
    }
    return new IqFileSource(
        path.resolveSibling(dataset),
        dataset,
        Optional.of(IqFileFormat.SIGMF),
        Optional.of(text),
        hints,
        otherwise);
  }
}
