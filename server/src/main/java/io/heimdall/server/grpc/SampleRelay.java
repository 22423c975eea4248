package io.heimdall.server.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.heimdall.db.node.Node;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.node.Nodes;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.StreamSamplesResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Passes live samples on from the server that runs their acquisition. A message is taken from it
/// only when the client has room, so that a slow client is slow there too. Each relayed call has a
/// connection of its own, which ends with it.
final class SampleRelay {

  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// A server that has gone without a word is noticed after this and the answer's time.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(5);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final Nodes nodes;

  SampleRelay(Nodes nodes) {
    this.nodes = nodes;
  }

  /// Passes samples on until there are no more.
  ///
  /// @param nodeId the server that runs the acquisition
  /// @param request what the client asked
  /// @param responses what the client is sent
  /// @throws InterruptedException when the client hung up or the server is stopping
  void pass(
      String nodeId, StreamSamplesRequest request, ResponseStream<StreamSamplesResponse> responses)
      throws InterruptedException {
    Node owner = nodes.find(nodeId).orElseThrow(() -> unreachable(nodeId));
    ManagedChannel channel = connect(owner.address());
    try {
      BlockingClientCall<?, StreamSamplesResponse> call =
          ClientCalls.blockingV2ServerStreamingCall(
              as(owner, channel),
              AcquisitionServiceGrpc.getStreamSamplesMethod(),
              CallOptions.DEFAULT,
              request);
      responses.wokenBy(() -> call.cancel("nobody listens any more", null));
      StreamSamplesResponse response = call.read();
      while (response != null) {
        responses.send(response);
        response = call.read();
      }
    } catch (StatusException ended) {
      if (responses.isOver()) {
        throw new InterruptedException("the stream was ended");
      }
      throw passedOn(nodeId, ended);
    } finally {
      channel.shutdownNow();
    }
  }

  /// What a client is told whose acquisition's server does not answer.
  static RuntimeException unreachable(String nodeId) {
    return new Failure.Unavailable(
            Reason.OWNER_UNREACHABLE,
            "server %s, which runs the acquisition or ran it last, cannot be reached; try again"
                .formatted(nodeId),
            TRY_AGAIN,
            Map.of("node", nodeId))
        .exception();
  }

  /// What the other server says of the request is passed on; what went wrong between the servers is
  /// no business of the client's.
  private static RuntimeException passedOn(String nodeId, StatusException ended) {
    Status.Code code = ended.getStatus().getCode();
    Metadata trailers = ended.getTrailers();
    byte[] details = trailers == null ? null : trailers.get(DETAILS);
    if (details == null
        || code == Status.Code.UNAUTHENTICATED
        || code == Status.Code.PERMISSION_DENIED) {
      return unreachable(nodeId);
    }
    var passed = new Metadata();
    passed.put(DETAILS, details);
    return ended.getStatus().asRuntimeException(passed);
  }

  private static Channel as(Node owner, Channel channel) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + owner.token().reveal());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static ManagedChannel connect(String address) {
    return NettyChannelBuilder.forTarget("dns:///" + address)
        .usePlaintext()
        .disableRetry()
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
        .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER.toSeconds(), TimeUnit.SECONDS)
        .build();
  }
}
