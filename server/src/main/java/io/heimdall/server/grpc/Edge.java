package io.heimdall.server.grpc;

import com.google.protobuf.Empty;
import io.grpc.BindableService;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.heimdall.server.grpc.call.CallLimit;
import io.heimdall.server.grpc.call.IdentityInterceptor;
import io.heimdall.server.grpc.call.RequestValidator;
import io.heimdall.server.grpc.call.ValidationInterceptor;
import io.heimdall.server.grpc.status.ConformanceInterceptor;
import io.heimdall.server.grpc.status.FailureInterceptor;
import io.heimdall.server.security.TokenVerifier;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every server of ours has, whatever it listens on: the services with their health and
/// descriptions, and the interceptors in their order. A request meets them from first to last:
/// whether what leaves conforms, how often that happens, what a failure turns into, whether there
/// is room, who calls, and whether the request is within its limits.
final class Edge {
  private Edge() {}

  /// Furnishes a server.
  ///
  /// @param server what is to be furnished
  /// @param services the adapters
  /// @param tokens who may call
  /// @param maxCalls how many calls are answered at a time
  /// @param conformance what watches the statuses that leave
  /// @param tally what counts them
  /// @return the health of the services, to be told when the server stops
  static HealthStatusManager furnish(
      ServerBuilder<?> server,
      List<BindableService> services,
      TokenVerifier tokens,
      int maxCalls,
      ConformanceInterceptor conformance,
      CallTally tally) {
    var health = new HealthStatusManager();
    var validation = new ValidationInterceptor(new RequestValidator());
    for (BindableService service : services) {
      server.addService(readInside(service, validation));
    }
    server.addService(health.getHealthService());
    server.addService(ProtoReflectionServiceV1.newInstance());
    server.addService(reflectionV1alpha());
    server.fallbackHandlerRegistry(new UnknownMethods());
    List<ServerInterceptor> inward =
        List.of(
            conformance,
            new CallCounting(tally),
            new FailureInterceptor(),
            new CallLimit(maxCalls),
            new IdentityInterceptor(tokens));
    // gRPC calls the last one given first.
    inward.reversed().forEach(server::intercept);
    for (BindableService service : services) {
      health.setStatus(
          service.bindService().getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    return health;
  }

  /// Has requests parsed and validated behind the interceptors: bytes that are no request then fail
  /// like everything else, where gRPC itself would let UNKNOWN leave.
  private static ServerServiceDefinition readInside(
      BindableService service, ValidationInterceptor validation) {
    return ServerInterceptors.useMarshalledMessages(
        UploadReading.of(ServerInterceptors.intercept(service, validation)), new Unread());
  }

  /// A message as it came, or as it goes.
  private static final class Unread implements MethodDescriptor.Marshaller<InputStream> {

    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }

  /// Older tools speak only this version of reflection.
  @SuppressWarnings("deprecation")
  private static BindableService reflectionV1alpha() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }

  /// Answers calls of methods that do not exist, so that they too leave through the interceptors.
  private static final class UnknownMethods extends HandlerRegistry {

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      var method =
          MethodDescriptor.<Empty, Empty>newBuilder()
              .setType(MethodDescriptor.MethodType.UNKNOWN)
              .setFullMethodName(name)
              .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
              .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
              .build();
      return ServerMethodDefinition.create(
          method,
          (call, _) -> {
            call.close(
                Status.UNIMPLEMENTED.withDescription("there is no method " + name), new Metadata());
            return new ServerCall.Listener<>() {};
          });
    }
  }
}
