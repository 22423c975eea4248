package io.heimdall.client.cli;

import io.heimdall.client.ServerAddress;
import io.heimdall.client.cli.artifact.SourceText;
import io.heimdall.client.cli.export.Columns;
import io.heimdall.client.cli.plot.Size;
import io.heimdall.client.cli.units.FrequencyRange;
import io.heimdall.client.cli.units.GeoPoint;
import io.heimdall.client.cli.units.ReceiverIds;
import io.heimdall.client.cli.units.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The `heimdall` command with all that the client does. The launcher hands `serve`, `simulate`,
/// `bench` and `chaos` to the server's program; they stand here for the help and the completion.
@Command(
    name = "heimdall",
    description = "Acquires IQ samples of many remote receivers over one UTC window.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = HelpCommand.class,
    footerHeading = "%nTo begin:%n",
    footer = {
      "  heimdall demo                             everything at once, simulated",
      "  heimdall serve                            start a server; then, elsewhere:",
      "  heimdall receivers check                  find out which receivers deliver",
      "  heimdall acquire 77.5kHz --duration 10s   acquire from all that do",
      "  heimdall measurements list",
      "",
      "Every command has its own --help. Exit codes: 0 done, 1 failed, 2 usage."
    })
final class HeimdallCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private HeimdallCommand() {}

  /// Builds the whole tree of commands.
  static CommandLine commandLine(Console console) {
    var line = new CommandLine(new HeimdallCommand());
    line.addSubcommand(launched("serve", "Start a server on this machine."))
        .addSubcommand(launched("simulate", "Start simulated receivers."))
        .addSubcommand(launched("bench", "Measure the pipeline's overhead."))
        .addSubcommand(launched("chaos", "Break a cluster in every way and check it."))
        .addSubcommand(new DemoCommand(console))
        .addSubcommand(new StatusCommand(console))
        .addSubcommand(ReceiversCommand.commandLine(console))
        .addSubcommand(new AcquireCommand(console))
        .addSubcommand(AcquisitionsCommand.commandLine(console))
        .addSubcommand(PlansCommand.commandLine(console))
        .addSubcommand(MeasurementsCommand.commandLine(console))
        .addSubcommand(RecordingsCommand.commandLine(console))
        .addSubcommand(ArtifactsCommand.commandLine(console))
        .addSubcommand(StorageCommand.commandLine(console))
        .addSubcommand(AdminCommand.commandLine(console))
        .addSubcommand(new CompletionCommand(console));
    sayVersionEverywhere(line);
    new FailureReport(console).installOn(line);
    return line.setOut(console.out())
        .setErr(console.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, sentence(Units::duration))
        .registerConverter(
            Instant.class, sentence(text -> Units.instant(text, console.clock().instant())))
        .registerConverter(ZoneId.class, sentence(Units::zone))
        .registerConverter(Size.class, sentence(Size::parse))
        .registerConverter(FrequencyRange.class, sentence(FrequencyRange::parse))
        .registerConverter(ReceiverIds.class, sentence(ReceiverIds::parse))
        .registerConverter(ServerAddress.class, sentence(ServerAddress::parse))
        .registerConverter(Frequency.class, sentence(Frequency::parse))
        .registerConverter(Columns.class, sentence(Columns::parse))
        .registerConverter(ByteCount.class, sentence(ByteCount::parse))
        .registerConverter(SourceText.class, sentence(SourceText::parse))
        .registerConverter(Distance.class, sentence(Distance::parse))
        .registerConverter(InputFile.class, InputFile::new)
        .registerConverter(Frequencies.class, sentence(Frequencies::parse))
        .registerConverter(
            StartTime.class, sentence(text -> StartTime.parse(text, console.clock().instant())))
        .registerConverter(GeoPoint.class, sentence(GeoPoint::parse))
        .registerConverter(SampleRate.class, sentence(SampleRate::parse));
  }

  /// Lets the sentence of a parser stand in the message as it is.
  private static <T> ITypeConverter<T> sentence(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  private static void sayVersionEverywhere(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(HeimdallCommand::sayVersionEverywhere);
  }

  private static CommandLine launched(String name, String description) {
    Runnable refusal =
        () -> {
          throw new CommandFailure(
              "'%s' is started by the launcher, the file 'heimdall'.".formatted(name));
        };
    CommandSpec spec = CommandSpec.wrapWithoutInspection(refusal).name(name);
    spec.usageMessage().description(description);
    return new CommandLine(spec).setUnmatchedArgumentsAllowed(true);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which command?");
    }
  }

  /// Says which version this is.
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = HeimdallCommand.class.getPackage().getImplementationVersion();
      return new String[] {"heimdall " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
