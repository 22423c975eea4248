package io.heimdall.client.cli;

import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.MeasurementFilter;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What measurements are chosen by. All that is given must match.
final class MeasurementOptions {

  @Mixin private RecordingFilter filter = new RecordingFilter();

  @Option(names = "--min-snr", paramLabel = "DB", description = "Only with at least this SNR.")
  private @Nullable Double lowestSnr;

  @Option(names = "--max-snr", paramLabel = "DB", description = "Only with at most this SNR.")
  private @Nullable Double highestSnr;

  @Option(
      names = "--filter",
      paramLabel = "EXPR",
      parameterConsumer = NextArgument.class,
      description = {
        "Only those for which this holds:",
        "'cn0_dbhz > 40 AND (receiver_name = \"DF0*\" OR hop = 1)'."
      })
  private String expression = "";

  /// Takes what follows as it is: an expression may begin as an option does, with `-receiver_id =
  /// 3`.
  static final class NextArgument implements IParameterConsumer {

    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
      if (arguments.isEmpty()) {
        throw new MissingParameterException(
            command.commandLine(), option, "Missing required parameter for option '--filter'");
      }
      option.setValue(arguments.pop());
    }
  }

  MeasurementFilter filter() {
    MeasurementFilter.Builder query =
        MeasurementFilter.newBuilder()
            .setAcquisitionId(filter.acquisition())
            .addAllReceiverIds(filter.receivers().ids())
            .setMinFrequencyHz(filter.lowestHz())
            .setMaxFrequencyHz(filter.highestHz())
            .setExpression(expression);
    if (filter.since() != null) {
      query.setStartFrom(WireTimes.timestamp(filter.since()));
    }
    if (filter.before() != null) {
      query.setStartBefore(WireTimes.timestamp(filter.before()));
    }
    if (lowestSnr != null) {
      query.setMinSnrDb(lowestSnr);
    }
    if (highestSnr != null) {
      query.setMaxSnrDb(highestSnr);
    }
    return query.build();
  }
}
