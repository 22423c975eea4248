package io.heimdall.server.iq.file;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/// Opens files of samples. Safe for any number of threads.
public final class IqFiles {

  private final InstantSource clock;

  /// Prepares to open files.
  ///
  /// @param clock gives the time to files that say none
  public IqFiles(InstantSource clock) {
    this.clock = clock;
  }

  /// Opens a file. What can be verified without reading all of it is: that its parts fit into it
  /// and end with a whole sample, and that it agrees with its metadata. A checksum the metadata
  /// states is not; [#verify(IqFileSource)] reads the whole file.
  ///
  /// @param source where it is
  /// @return a reader at its first sample, which the caller closes
  /// @throws FactMissingException when nobody says its rate, its frequency, or the week its stamps
  ///   belong to
  /// @throws IqFileException when it is not what it should be
  /// @throws IOException when it cannot be read
  public IqFileReader open(IqFileSource source) throws IOException {
    FileBytes bytes = FileBytes.open(source.path(), source.name());
    try {
      return new IqFileReader(bytes, layout(source, bytes));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /// Reads a whole file, so that whoever reads it again knows that he can.
  ///
  /// @param source where it is
  /// @return what it holds
  /// @throws IqFileException as of [#open(IqFileSource)]; also when a sample is no number, or the
  ///   checksum its metadata states is another's
  /// @throws IOException when it cannot be read
  public FileSurvey verify(IqFileSource source) throws IOException {
    try (FileBytes bytes = FileBytes.open(source.path(), source.name())) {
      Layout layout = layout(source, bytes);
      switch (layout.facts().format()) {
        case SIGMF ->
            SigmfMeta.parse(bytes, source.sigmfMeta().orElse("")).verifyChecksum(0, bytes.size());
        case SIGMF_ARCHIVE -> SigmfArchive.read(bytes).verifyChecksum();
        case WAV, NPY, CU8 -> {}
      }
      return FileSurvey.of(new IqFileReader(bytes, layout));
    }
  }

  private Layout layout(IqFileSource source, FileBytes bytes) throws IOException {
    var stated = new StatedFacts(bytes, source.hints(), source.otherwise());
    return switch (format(source, bytes)) {
      case WAV -> new WavLayout(bytes, stated, clock.instant()).read();
      case NPY -> NpyLayout.read(bytes, stated, clock.instant());
      case CU8 -> plain(bytes, stated);
      case SIGMF -> {
        String meta =
            source
                .sigmfMeta()
                .orElseThrow(() -> bytes.refused("its metadata (.sigmf-meta) is not given"));
        var layout = new SigmfLayout(bytes, SigmfMeta.parse(bytes, meta), stated);
        yield layout.read(
            IqFileFormat.SIGMF, new SigmfLayout.Region(0, bytes.size()), clock.instant());
      }
      case SIGMF_ARCHIVE -> {
        SigmfArchive archive = SigmfArchive.read(bytes);
        var layout = new SigmfLayout(bytes, archive.meta(), stated);
        yield layout.read(IqFileFormat.SIGMF_ARCHIVE, archive.data(), clock.instant());
      }
    };
  }

  private Layout plain(FileBytes bytes, StatedFacts stated) throws IqFileException {
    long samples = bytes.samples(0, bytes.size(), Datatype.CU8);
    return new Layout(
        stated.facts(IqFileFormat.CU8, Datatype.CU8, clock.instant()),
        Spans.of(List.of(Span.whole(0, samples))));
  }

  private static IqFileFormat format(IqFileSource source, FileBytes bytes) throws IOException {
    if (source.format().isPresent()) {
      return source.format().get();
    }
    if (source.sigmfMeta().isPresent()) {
      return IqFileFormat.SIGMF;
    }
    int telling = (int) Math.min(IqFileFormat.TELLING_BYTES, bytes.size());
    byte[] start = bytes.array(0, telling, "the first bytes");
    return IqFileFormat.of(bytes.name(), start)
        .orElseThrow(() ->
            bytes.refused(
                "what it is shows neither in its name nor in its first bytes; it may be a .wav, a"
                    + " .sigmf-data with its .sigmf-meta, a .sigmf, a .npy or a .cu8"));
  }
}
