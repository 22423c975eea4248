package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.Recordings;
import io.heimdall.client.ReplyStream;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Writes recordings as pairs of SigMF files.
///
/// @param recordings where samples come from
/// @param directory where files go
/// @param wanted the data type; empty for the one that suits
record SigmfExport(Recordings recordings, Path directory, Optional<SigmfDatatype> wanted) {

  /// What was written.
  ///
  /// @param recording the recording
  /// @param data the file with its samples
  /// @param datatype how they are written
  /// @param samples how many
  record Written(Recording recording, Path data, SigmfDatatype datatype, long samples) {

    String sentence() {
      return "receiver %d: %d samples, %s, in %s"
          .formatted(recording.getReceiverId(), samples, datatype.word(), data);
    }

    Map<String, Object> toJson() {
      var json = new LinkedHashMap<String, Object>();
      json.put("websdr_id", recording.getReceiverId());
      json.put("hop", recording.getHop());
      json.put("file", data.toString());
      json.put("datatype", datatype.word());
      json.put("samples_count", samples);
      return json;
    }
  }

  /// A data type does not hold a sample.
  private static final class InexactException extends Exception {
    private static final long serialVersionUID = 1L;

    InexactException(String message) {
      super(message);
    }
  }

  /// Refuses a recording of which there is a file already.
  void refuseToReplace(Recording recording) {
    for (Path file : SigmfPair.filesOf(directory.resolve(name(recording)))) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new CommandFailure("%s is there already; --force replaces it.".formatted(file));
      }
    }
  }

  Written write(Recording recording) throws IOException {
    Optional<SigmfDatatype> known =
        wanted.or(() -> SigmfDatatype.named(recording.getFactsOrDefault("datatype", "")));
    try {
      return write(recording, known.orElse(SigmfDatatype.CI16_LE));
    } catch (InexactException e) {
      if (wanted.isPresent()) {
        throw new CommandFailure(String.valueOf(e.getMessage()));
      }
    }
    try {
      return write(recording, SigmfDatatype.CF32_LE);
    } catch (InexactException e) {
      throw new IllegalStateException("floats hold every sample", e);
    }
  }

  private Written write(Recording recording, SigmfDatatype datatype)
      throws IOException, InexactException {
    try (var pair = new SigmfPair(directory.resolve(name(recording)), datatype)) {
      ReadIqRequest request =
          ReadIqRequest.newBuilder()
              .setAcquisitionId(recording.getAcquisitionId())
              .setReceiverId(recording.getReceiverId())
              .setHop(recording.getHop())
              .setFormat(SampleFormat.SAMPLE_FORMAT_COMPLEX64)
              .build();
      try (ReplyStream<SampleChunk> chunks = recordings.read(request)) {
        while (chunks.hasNext()) {
          write(chunks.next(), recording, datatype, pair);
        }
      }
      pair.finish(recording);
      return new Written(recording, pair.data(), datatype, pair.samples());
    }
  }

  private static void write(
      SampleChunk chunk, Recording recording, SigmfDatatype datatype, SigmfPair pair)
      throws IOException, InexactException {
    ByteString bytes = chunk.getSamples();
    ByteBuffer samples = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer encoded =
        ByteBuffer.allocate(chunk.getSampleCount() * datatype.bytesPerSample())
            .order(ByteOrder.LITTLE_ENDIAN);
    int inexact = datatype.encode(samples, encoded);
    if (inexact >= 0) {
      ByteBuffer value =
          bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).position(8 * inexact);
      throw new InexactException(
          "Sample %d of receiver %d is %s + %si, which %s does not hold exactly; cf32_le does."
              .formatted(
                  chunk.getFirstSample() + inexact,
                  recording.getReceiverId(),
                  value.getFloat(),
                  value.getFloat(),
                  datatype.word()));
    }
    if (chunk.getSampleCount() > 0) {
      pair.write(chunk.getFirstSample(), chunk.getSampleCount(), encoded.flip());
    }
  }

  private static String name(Recording recording) {
    return recording.getHop() == 0
        ? "websdr_" + recording.getReceiverId()
        : "websdr_%d_hop%d".formatted(recording.getReceiverId(), recording.getHop());
  }
}
