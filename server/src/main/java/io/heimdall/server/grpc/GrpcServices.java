package io.heimdall.server.grpc;

import io.grpc.BindableService;
import java.util.List;

/// The adapters of all services over the domain, and the streams they share.
public final class GrpcServices {
  private final ResponseStreams streams = new ResponseStreams();
  private final List<BindableService> adapters;

  /// Makes the adapters.
  public GrpcServices() {
    this.adapters = List.of();
  }

  List<BindableService> adapters() {
    return adapters;
  }

  ResponseStreams streams() {
    return streams;
  }
}
