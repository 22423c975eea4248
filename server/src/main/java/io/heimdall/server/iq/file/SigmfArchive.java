package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A `.sigmf` archive: a tar with one recording, the metadata and the data, in a directory or not.
///
/// @param meta what its metadata says
/// @param data where its data is in the archive
record SigmfArchive(SigmfMeta meta, SigmfLayout.Region data) {

  /// Reads the directory of an archive and its metadata.
  static SigmfArchive read(FileBytes bytes) throws IOException {
    TarEntries.Entry meta = null;
    TarEntries.Entry data = null;
    var entries = new TarEntries(bytes);
    for (TarEntries.Entry entry = entries.next(); entry != null; entry = entries.next()) {
      if (entry.name().endsWith(".sigmf-meta")) {
        meta = only(bytes, meta, entry);
      } else if (entry.name().endsWith(".sigmf-data")) {
        data = only(bytes, data, entry);
      }
    }
    if (meta == null || data == null) {
      throw bytes.refused(
          "it holds %d .sigmf-meta and %d .sigmf-data, expected one of each"
              .formatted(meta == null ? 0 : 1, data == null ? 0 : 1));
    }
    if (!bare(meta.name()).equals(bare(data.name()))) {
      throw bytes.refused(
          "%s and %s in it are not of one recording".formatted(meta.name(), data.name()));
    }
    if (meta.size() > SigmfMeta.MOST_BYTES) {
      throw bytes.refused(
          "%s in it has %d bytes, expected at most %d"
              .formatted(meta.name(), meta.size(), SigmfMeta.MOST_BYTES));
    }
    String text =
        StandardCharsets.UTF_8
            .decode(bytes.read(meta.offset(), (int) meta.size(), "its metadata"))
            .toString();
    return new SigmfArchive(
        SigmfMeta.parse(bytes, text), new SigmfLayout.Region(data.offset(), data.size()));
  }

  /// An archive may have more entries than fit into memory, so the second one of a kind is refused
  /// where it stands.
  private static TarEntries.Entry only(
      FileBytes bytes, TarEntries.@Nullable Entry before, TarEntries.Entry entry)
      throws IqFileException {
    if (before != null) {
      throw bytes.refused(
          "it holds both %s and %s, expected one recording".formatted(before.name(), entry.name()));
    }
    return entry;
  }

  void verifyChecksum() throws IOException {
    meta.verifyChecksum(data.offset(), data.length());
  }

  private static String bare(String name) {
    return name.substring(0, name.lastIndexOf(".sigmf-"));
  }
}
