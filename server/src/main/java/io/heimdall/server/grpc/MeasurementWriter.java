package io.heimdall.server.grpc;

import com.google.protobuf.CodedOutputStream;
import io.heimdall.db.DatabaseException;
import io.heimdall.db.measurement.MeasurementCursor;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.server.grpc.call.PacedResponses;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.MeasurementColumns;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.StreamMeasurementsResponse;
import java.time.Duration;

/// Writes the measurements of one stream, as they come from the database, in batches. Never
/// interrupted: that would break the connection to the database. Who ends the stream has the
/// database break off instead.
final class MeasurementWriter implements ResponseStreams.Body<StreamMeasurementsResponse> {

  /// Large enough that the cost of a message does not count, small enough to be held a few times
  /// per stream.
  static final int BATCH_BYTES = 128 << 10;

  private final Measurements measurements;
  private final MeasurementFilter filter;
  private final MeasurementColumns columns;
  private final Duration patience;

  /// @param patience how long the client may read nothing
  MeasurementWriter(
      Measurements measurements,
      MeasurementFilter filter,
      MeasurementColumns columns,
      Duration patience) {
    this.measurements = measurements;
    this.filter = filter;
    this.columns = columns;
    this.patience = patience;
  }

  @Override
  public void write(ResponseStream<StreamMeasurementsResponse> responses)
      throws InterruptedException {
    try {
      measurements.stream(filter, columns.fields(), rows -> write(rows, responses));
    } catch (DatabaseException failure) {
      if (responses.isOver()) {
        throw new InterruptedException("the stream was ended while the database was reading");
      }
      throw failure;
    }
  }

  private void write(MeasurementCursor rows, ResponseStream<StreamMeasurementsResponse> responses)
      throws InterruptedException {
    responses.wokenBy(rows::cancel);
    var paced = new PacedResponses<>(responses, patience);
    var batch = StreamMeasurementsResponse.newBuilder();
    int bytes = 0;
    while (rows.next()) {
      Measurement measurement = columns.read(rows);
      batch.addMeasurements(measurement);
      bytes +=
          CodedOutputStream.computeMessageSize(
              StreamMeasurementsResponse.MEASUREMENTS_FIELD_NUMBER, measurement);
      if (bytes >= BATCH_BYTES) {
        paced.send(batch.build(), bytes);
        batch.clear();
        bytes = 0;
      }
    }
    if (batch.getMeasurementsCount() > 0) {
      paced.send(batch.build(), bytes);
    }
  }
}
