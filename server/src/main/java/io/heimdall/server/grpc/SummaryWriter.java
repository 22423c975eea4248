package io.heimdall.server.grpc;

import io.heimdall.server.grpc.call.PacedResponses;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.SummaryMessages;
import io.heimdall.server.grpc.message.Times;
import io.heimdall.server.measurement.summary.Asker;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.measurement.summary.Summary;
import io.heimdall.server.measurement.summary.SummaryQuery;
import io.heimdall.v1.AggregateMeasurementsResponse;
import io.heimdall.v1.MeasurementAggregate;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// Writes the summaries of one call, in batches. Never interrupted: that would break the connection
/// to the database. Who ends the call has the database break off instead.
final class SummaryWriter implements ResponseStreams.Body<AggregateMeasurementsResponse> {

  /// About so many bytes make a message.
  static final int BATCH_BYTES = 64 << 10;

  private final Summaries summaries;
  private final SummaryQuery query;
  private final Duration patience;

  /// @param patience how long the client may read nothing
  SummaryWriter(Summaries summaries, SummaryQuery query, Duration patience) {
    this.summaries = summaries;
    this.query = query;
    this.patience = patience;
  }

  private record Caller(ResponseStream<AggregateMeasurementsResponse> responses) implements Asker {

    @Override
    public boolean isGone() {
      return responses.isOver();
    }

    @Override
    public void wokenBy(Runnable action) {
      responses.wokenBy(action);
    }
  }

  @Override
  public void write(ResponseStream<AggregateMeasurementsResponse> responses)
      throws InterruptedException {
    try {
      summaries.summarise(query, new Caller(responses), answer -> write(answer, responses));
    } catch (CancellationException _) {
      throw new InterruptedException("the call was ended while its summaries were made");
    }
  }

  private void write(
      Summaries.Answer answer, ResponseStream<AggregateMeasurementsResponse> responses)
      throws InterruptedException {
    var paced = new PacedResponses<>(responses, patience);
    var batch = AggregateMeasurementsResponse.newBuilder();
    answer.rowsFrom().map(Times::of).ifPresent(batch::setRowsFrom);
    int bytes = 0;
    for (Summary summary : answer.summaries()) {
      MeasurementAggregate message = SummaryMessages.of(summary);
      batch.addAggregates(message);
      bytes += message.getSerializedSize();
      if (bytes >= BATCH_BYTES) {
        paced.send(batch.build(), bytes);
        batch.clear();
        bytes = 0;
      }
    }
    if (batch.hasRowsFrom() || batch.getAggregatesCount() > 0) {
      paced.send(batch.build(), bytes);
    }
  }
}
