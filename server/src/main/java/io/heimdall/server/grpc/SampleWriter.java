package io.heimdall.server.grpc;

import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.SampleSource;
import io.heimdall.server.acquisition.SampleTap;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.PeerToken;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.StreamSamplesResponse;
import java.util.Set;
import java.util.UUID;

/// Writes the live samples of one call, from the run on this node or relayed from another one.
final class SampleWriter implements ResponseStreams.Body<StreamSamplesResponse> {

  private final Acquisitions acquisitions;
  private final SampleRelay relay;
  private final Caller caller;
  private final StreamSamplesRequest request;
  private final UUID id;

  SampleWriter(
      Acquisitions acquisitions, SampleRelay relay, Caller caller, StreamSamplesRequest request) {
    this.acquisitions = acquisitions;
    this.relay = relay;
    this.caller = caller;
    this.request = request;
    this.id = UUID.fromString(request.getAcquisitionId());
  }

  @Override
  public void write(ResponseStream<StreamSamplesResponse> responses) throws InterruptedException {
    switch (acquisitions.listen(id, Set.copyOf(request.getReceiverIdsList()))) {
      case SampleSource.Here(SampleTap tap) -> send(tap, responses);
      case SampleSource.Elsewhere(String node) when caller.equals(PeerToken.PEER) ->
          throw SampleRelay.unreachable(node);
      case SampleSource.Elsewhere(String node) -> relay.pass(node, request, responses);
    }
  }

  private void send(SampleTap tap, ResponseStream<StreamSamplesResponse> responses)
      throws InterruptedException {
    try (tap) {
      responses.wokenBy(tap::end);
      var chunks = new LiveChunks(request.getFormat());
      SampleTap.Chunk chunk = tap.take();
      while (chunk != null && !responses.isOver()) {
        chunks.send(chunk, responses);
        chunk = tap.take();
      }
    }
    if (responses.isOver()) {
      throw new InterruptedException("the stream was ended");
    }
    if (!tap.complete()) {
      acquisitions.verifySamplesEnded(id);
    }
  }
}
