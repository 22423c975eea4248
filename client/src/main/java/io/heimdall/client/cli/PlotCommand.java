package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.plot.Curve;
import io.heimdall.client.cli.plot.HoursOfDay;
import io.heimdall.client.cli.plot.MeasurementPicture;
import io.heimdall.client.cli.plot.Size;
import io.heimdall.client.cli.plot.TimeSpan;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.MeasurementFilter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `heimdall measurements plot`: how well receivers hear, as a picture.
@Command(
    name = "plot",
    description = {
      "Draw how well each receiver hears: its median over time, and below by the hour of the day."
          + " The picture is a PNG; on the terminal it is a line for each receiver, all to one"
          + " scale."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall measurements plot --since 30d --min-frequency 7MHz --max-frequency 7.3MHz",
      "  heimdall measurements plot -r 1-3 --metric power --zone Europe/Berlin -o power.png"
    })
final class PlotCommand extends ServerCommand {

  @Mixin private MeasurementOptions options = new MeasurementOptions();

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "What to draw: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Metric metric = Metric.snr;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "How much time a point stands for: 15min, 1h. Default: as fits the picture.")
  private @Nullable Duration every;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone of the picture: Europe/Berlin. Default: ${DEFAULT-VALUE}.")
  private ZoneId zone = ZoneId.of("UTC");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the PNG goes; it replaces a file there. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("measurements.png");

  @Option(
      names = "--size",
      paramLabel = "WIDTHxHEIGHT",
      description = "Pixels of the picture. Default: ${DEFAULT-VALUE}.")
  private Size size = new Size(1400, 900);

  PlotCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) throws IOException {
    MeasurementFilter filter =
        new MeasuredSpan(client.measurements())
            .bounded(options.filter())
            .orElseThrow(PlotCommand::nothing);
    TimeSpan span = span(filter);
    var courses = new ReceiverCourses(client, filter, metric, zone);
    List<Curve> curves = courses.overTime(every == null ? span.bucketWidth() : every);
    if (curves.isEmpty()) {
      throw nothing();
    }
    write(draw(curves, courses.byHour(), span));
    if (json()) {
      console().print(Json.of(document(curves, span)));
    } else {
      console().print(new PlotText(metric, console().unicode()).of(curves));
      console().note("The picture is " + output + ".");
    }
    return ExitCode.OK;
  }

  private static CommandFailure nothing() {
    return new CommandFailure("No measurement fits what was chosen, so there is nothing to draw.");
  }

  private static TimeSpan span(MeasurementFilter filter) {
    try {
      return new TimeSpan(
          WireTimes.instant(filter.getStartFrom()), WireTimes.instant(filter.getStartBefore()));
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(String.valueOf(e.getMessage()));
    }
  }

  private BufferedImage draw(List<Curve> curves, List<HoursOfDay> hours, TimeSpan span) {
    var minutes = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(zone);
    String title =
        "%d receivers, %s to %s %s"
            .formatted(
                curves.size(), minutes.format(span.from()), minutes.format(span.before()), zone);
    try {
      return new MeasurementPicture(title, metric.axis(), zone).draw(curves, hours, span, size);
    } catch (InternalError | LinkageError e) {
      throw new CommandFailure(
          "Java finds no font to write with (%s). Install one, and fontconfig.".formatted(e));
    }
  }

  private void write(BufferedImage picture) throws IOException {
    try (var file = new NewFile(output)) {
      if (!ImageIO.write(picture, "png", file.stream())) {
        throw new IOException("this Java writes no PNG");
      }
      file.finish();
    }
  }

  private Map<String, Object> document(List<Curve> curves, TimeSpan span) {
    var document = new LinkedHashMap<String, Object>();
    document.put("file", output.toString());
    document.put("receivers_count", curves.size());
    document.put("start_from", span.from().toString());
    document.put("start_before", span.before().toString());
    return document;
  }
}
