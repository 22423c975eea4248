package io.heimdall.server.receiver.replay;

import io.heimdall.server.iq.file.Datatype;
import io.heimdall.server.iq.file.FactMissingException;
import io.heimdall.server.iq.file.IqFileException;
import io.heimdall.server.iq.file.IqFileFacts;
import io.heimdall.server.iq.file.StartTime;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// Says of a file what drivers say of a receiver.
///
/// No file says which part of its band its receiver's filter passed: unless the receiver's own
/// settings do, all of it counts. Unsigned bytes come of an RTL-SDR, which leaves a spike at 0 Hz.
final class FileInfo {

  private FileInfo() {}

  /// The facts of its stream. `datatype` is SigMF's word, `file` its name, `original_start` when it
  /// was begun, where that is known.
  static StreamInfo of(String fileName, IqFileFacts file, Tuning tuning) {
    var facts = new TreeMap<>(file.notes());
    facts.put("datatype", file.datatype().word());
    facts.put("file", fileName);
    facts.put("file_format", file.format().name().toLowerCase(Locale.ROOT));
    if (file.start().origin() != StartTime.Origin.UNKNOWN) {
      facts.put("original_start", file.start().instant().toString());
    }
    double edgeHz = file.sampleRateHz() / 2;
    double lowHz = Double.isNaN(tuning.passbandLowHz()) ? -edgeHz : tuning.passbandLowHz();
    double highHz = Double.isNaN(tuning.passbandHighHz()) ? edgeHz : tuning.passbandHighHz();
    boolean fits = lowHz < highHz && lowHz < edgeHz && highHz > -edgeHz;
    return new StreamInfo(
        file.sampleRateHz(),
        fits ? Math.max(lowHz, -edgeHz) : -edgeHz,
        fits ? Math.min(highHz, edgeHz) : edgeHz,
        OptionalDouble.empty(),
        file.datatype() == Datatype.CU8,
        facts);
  }

  /// What it means for a receiver that its file cannot be read.
  static ReceiverFailure failure(String what, IOException cause) {
    String why =
        cause instanceof NoSuchFileException
            ? "there is no such file"
            : String.valueOf(cause.getMessage());
    return switch (cause) {
      case FactMissingException _ ->
          ReceiverFailure.lasting(FailureReason.BAD_DATA, what + ": " + why);
      case IqFileException _ ->
          new ReceiverFailure(FailureReason.BAD_DATA, what + ": " + why, cause);
      default -> new ReceiverFailure(FailureReason.UNREACHABLE, what + ": " + why, cause);
    };
  }
}
