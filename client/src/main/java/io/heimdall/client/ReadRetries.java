package io.heimdall.client;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.List;
import java.util.Map;

/// Lets gRPC try again what changes nothing on the server, and only when the server says
/// UNAVAILABLE. Which methods these are, the contract says itself (`NO_SIDE_EFFECTS`).
final class ReadRetries {

  private static final Map<String, ?> POLICY =
      Map.of(
          "maxAttempts",
          4.0,
          "initialBackoff",
          "0.2s",
          "maxBackoff",
          "2s",
          "backoffMultiplier",
          2.0,
          "retryableStatusCodes",
          List.of("UNAVAILABLE"));

  private ReadRetries() {}

  /// A gRPC service configuration for the methods of these services.
  static Map<String, ?> of(ServiceDescriptor... services) {
    List<Map<String, String>> reads =
        List.of(services).stream()
            .flatMap(service -> service.getMethods().stream())
            .filter(MethodDescriptor::isSafe)
            .map(method ->
                Map.of(
                    "service", method.getServiceName(),
                    "method", method.getBareMethodName()))
            .toList();
    return Map.of("methodConfig", List.of(Map.of("name", reads, "retryPolicy", POLICY)));
  }
}
