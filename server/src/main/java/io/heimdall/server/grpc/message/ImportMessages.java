package io.heimdall.server.grpc.message;

import io.heimdall.server.acquisition.ImportRequest;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.iq.file.FileHints;
import io.heimdall.server.iq.file.IqFileFormat;
import io.heimdall.server.iq.file.StartTime;
import io.heimdall.v1.IqFileOpening;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files of samples on the wire.
public final class ImportMessages {
  private ImportMessages() {}

  /// What is asked for with a file.
  ///
  /// @param opening the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with START_TIME_INVALID
  public static ImportRequest of(IqFileOpening opening) {
    return new ImportRequest(
        opening.getRequestId(),
        opening.getFileName(),
        format(opening),
        opening.getSigmfMeta(),
        opening.getReceiverId(),
        new FileHints(
            opening.getCenterFrequencyHz(), opening.getSampleRateHz(), startTime(opening)),
        opening.getLabelsMap());
  }

  private static @Nullable Instant startTime(IqFileOpening opening) {
    if (!opening.hasStartTime()) {
      return null;
    }
    Instant start =
        Instant.ofEpochSecond(
            opening.getStartTime().getSeconds(), opening.getStartTime().getNanos());
    if (!StartTime.plausible(start)) {
      throw new Failure.Invalid(
              Reason.START_TIME_INVALID,
              "open.start_time",
              "start_time is %s, expected a time from 1970 to 2199".formatted(start))
          .exception();
    }
    return start;
  }

  private static Optional<IqFileFormat> format(IqFileOpening opening) {
    return switch (opening.getFormat()) {
      case IQ_FILE_FORMAT_WAV -> Optional.of(IqFileFormat.WAV);
      case IQ_FILE_FORMAT_SIGMF -> Optional.of(IqFileFormat.SIGMF);
      case IQ_FILE_FORMAT_SIGMF_ARCHIVE -> Optional.of(IqFileFormat.SIGMF_ARCHIVE);
      case IQ_FILE_FORMAT_NPY -> Optional.of(IqFileFormat.NPY);
      case IQ_FILE_FORMAT_CU8 -> Optional.of(IqFileFormat.CU8);
      case IQ_FILE_FORMAT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}
