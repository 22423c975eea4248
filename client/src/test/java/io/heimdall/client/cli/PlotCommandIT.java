package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementGroup;
import io.heimdall.v1.MeasurementMetric;
import io.heimdall.v1.MetricSummary;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlotCommandIT {

  private static final long HOUR_SECONDS = 3_600;
  private static final Timestamp TEN = Samples.TEN_O_CLOCK;

  @TempDir private Path directory;

  private FakeHeimdall server;
  private Shell shell;
  private Path picture;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
    picture = directory.resolve("new/picture.png");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static MeasurementAggregate.Builder part(int receiver, double medianDb) {
    return MeasurementAggregate.newBuilder()
        .setReceiverId(receiver)
        .addMetrics(MetricSummary.newBuilder().setP50(medianDb));
  }

  private static MeasurementAggregate bucket(int receiver, int hour, double medianDb) {
    return part(receiver, medianDb)
        .setBucketStart(Timestamps.fromSeconds(TEN.getSeconds() + hour * HOUR_SECONDS))
        .setBucketEnd(Timestamps.fromSeconds(TEN.getSeconds() + (hour + 1) * HOUR_SECONDS))
        .build();
  }

  private List<AggregateMeasurementsRequest> requests() {
    return server.storage().requests(AggregateMeasurementsRequest.class);
  }

  private void measured() {
    server
        .storage()
        .coursed(bucket(3, 0, 10), bucket(4, 0, 40), bucket(3, 1, 20.25), bucket(4, 1, -5));
    server
        .storage()
        .summarised(part(3, 15).setHourOfDay(10).build(), part(4, 17).setHourOfDay(11).build());
  }

  @Test
  void drawsAPictureAndALineForEachReceiver() throws IOException {
    measured();

    assertThat(shell.run("measurements plot --size 800x600 -o " + picture)).isZero();

    BufferedImage drawn = ImageIO.read(picture.toFile());
    assertThat(drawn.getWidth()).isEqualTo(800);
    assertThat(drawn.getHeight()).isEqualTo(600);
    assertThat(shell.outLines().get(0)).matches("RECEIVER +MIN dB +MAX +LAST +MEDIAN OVER TIME");
    assertThat(shell.outLines().get(1)).startsWith("3").endsWith("10.0  20.3  20.3  ▃▅");
    assertThat(shell.outLines().get(2)).startsWith("4").endsWith("-5.0  40.0  -5.0  █▁");
    assertThat(shell.err()).contains("The picture is " + picture);
  }

  @Test
  void asksForWhatIsSaid() {
    measured();

    assertThat(
            shell.run(
                "measurements plot --since 2h --before 1h --metric offset --zone Europe/Berlin"
                    + " --every 2min -r 3-4 --min-snr 4 -o "
                    + picture))
        .isZero();

    AggregateMeasurementsRequest course = requests().get(0);
    assertThat(course.getBucketWidth().getSeconds()).isEqualTo(120);
    assertThat(course.getFillGaps()).isTrue();
    assertThat(course.getGroupByList())
        .containsExactly(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER);
    AggregateMeasurementsRequest hours = requests().get(1);
    assertThat(hours.getGroupByList())
        .containsExactly(
            MeasurementGroup.MEASUREMENT_GROUP_RECEIVER,
            MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY);
    assertThat(hours.hasBucketWidth()).isFalse();
    assertThat(requests())
        .hasSize(2)
        .allSatisfy(request -> {
          assertThat(request.getFilter().getReceiverIdsList()).containsExactly(3, 4);
          assertThat(request.getFilter().getStartFrom()).isEqualTo(TEN);
          assertThat(request.getFilter().getMinSnrDb()).isEqualTo(4);
          assertThat(request.getTimeZone()).isEqualTo("Europe/Berlin");
          assertThat(request.getMetricsList())
              .containsExactly(MeasurementMetric.MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ);
        });
  }

  @Test
  void coversWhatThereIsWhereNoTimeIsSaid() {
    measured();

    assertThat(shell.run("measurements plot --json -o " + picture)).isZero();

    assertThat(requests().get(2).getFilter().getStartFrom()).isEqualTo(TEN);
    assertThat(requests().get(2).getFilter().getStartBefore())
        .isEqualTo(Timestamps.fromSeconds(TEN.getSeconds() + 2 * HOUR_SECONDS));
    assertThat(requests().get(2).getBucketWidth().getSeconds()).isEqualTo(60);
    assertThat(shell.out())
        .contains("\"receivers_count\":2", "\"start_before\":", picture.toString());
  }

  @Test
  void drawsNothingOfNothing() {
    assertThat(shell.run("measurements plot -o " + picture)).isEqualTo(1);
    assertThat(shell.err()).contains("No measurement fits");

    assertThat(shell.run("measurements plot --since 2h -o " + picture)).isEqualTo(1);
    assertThat(picture).doesNotExist();
  }

  @Test
  void leavesAFileAloneWhereItCannotDraw() throws IOException {
    Files.createDirectories(picture.getParent());
    Files.writeString(picture, "mine");
    server.storage().coursed(bucket(3, 0, 10));

    assertThat(shell.run("measurements plot --since 1h --before 2h -o " + picture)).isEqualTo(2);

    assertThat(shell.err()).contains("which is not after its beginning");
    assertThat(picture).hasContent("mine");
  }

  @Test
  void refusesSizesThatAreNone() {
    assertThat(shell.run("measurements plot --size huge")).isEqualTo(2);
    assertThat(shell.err()).contains("'huge' is no size. Write it as 1400x900.");
    assertThat(requests()).isEmpty();
  }
}
