package io.heimdall.client;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A server that speaks the contract over a real socket as far as a client needs it. What it
/// answers is written into [FakeAcquisitions], [FakeReceivers], [FakeStorage], [FakeArtifacts] and
/// [FakeAdmin] by the tests.
public final class FakeHeimdall implements AutoCloseable {

  /// The token it accepts.
  public static final String TOKEN = "correct-horse";

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final FakeAcquisitions acquisitions = new FakeAcquisitions();
  private final FakePlans plans = new FakePlans();
  private final FakeReceivers receivers = new FakeReceivers();
  private final FakeStorage storage = new FakeStorage();
  private final FakeArtifacts artifacts = new FakeArtifacts();
  private final FakeAdmin admin = new FakeAdmin();

  /// Starts on a free port.
  ///
  /// @throws IOException if there is none
  public FakeHeimdall() throws IOException {
    var builder = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create());
    for (BindableService service :
        List.of(
            acquisitions, plans, receivers, storage, storage.measurements(), artifacts, admin)) {
      builder.addService(service);
    }
    server = builder.intercept(new Gate()).build().start();
  }

  int port() {
    return ((InetSocketAddress) server.getListenSockets().getFirst()).getPort();
  }

  /// Where it listens.
  ///
  /// @return its address
  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port());
  }

  HeimdallClient client() {
    return HeimdallClient.connect(options());
  }

  ClientOptions options() {
    return ClientOptions.of(address(), Optional.of(AccessToken.of(TOKEN)));
  }

  /// Names of the methods called, refused ones included.
  ///
  /// @return in order
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /// The acquisitions it plays.
  ///
  /// @return the service
  public FakeAcquisitions acquisitions() {
    return acquisitions;
  }

  /// The recurring plans it keeps.
  ///
  /// @return the service
  public FakePlans plans() {
    return plans;
  }

  /// The receivers it knows.
  ///
  /// @return the service
  public FakeReceivers receivers() {
    return receivers;
  }

  /// What it stores.
  ///
  /// @return the service
  public FakeStorage storage() {
    return storage;
  }

  /// The artifacts it keeps.
  ///
  /// @return the service
  public FakeArtifacts artifacts() {
    return artifacts;
  }

  /// Who looks after it.
  ///
  /// @return the service
  public FakeAdmin admin() {
    return admin;
  }

  /// A refusal as the real server makes it.
  ///
  /// @param code the canonical code
  /// @param reason the reason
  /// @param message the sentence
  /// @return to be thrown or sent
  public static StatusRuntimeException refusal(Status.Code code, String reason, String message) {
    return refusal(code, reason, message, Map.of());
  }

  /// A refusal that names fields.
  ///
  /// @param code the canonical code
  /// @param reason the reason
  /// @param message the sentence
  /// @param fields path and what is wrong
  /// @return to be thrown or sent
  public static StatusRuntimeException refusal(
      Status.Code code, String reason, String message, Map<String, String> fields) {
    var bad = BadRequest.newBuilder();
    fields.forEach((field, text) ->
        bad.addFieldViolations(
            BadRequest.FieldViolation.newBuilder().setField(field).setDescription(text)));
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(message)
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setDomain("heimdall")
                        .setReason(reason)
                        .putMetadata("origin", "test")
                        .build()));
    if (!fields.isEmpty()) {
      status.addDetails(Any.pack(bad.build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        throw new AssertionError("The fake server did not end.");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes note of each call and refuses those without the token.
  private final class Gate implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      calls.add(call.getMethodDescriptor().getBareMethodName());
      if (("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
        return next.startCall(call, headers);
      }
      StatusRuntimeException refusal =
          refusal(Status.Code.UNAUTHENTICATED, "TOKEN_MISSING", "A token is needed.");
      Metadata trailers = Status.trailersFromThrowable(refusal);
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
      return new ServerCall.Listener<>() {};
    }
  }
}
