package io.heimdall.server.artifact.model;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Measures how long every call takes, by method and by whether it was answered.
final class Stopwatches implements ClientInterceptor {

  private final Map<String, Queue<Long>> nanos = new ConcurrentHashMap<>();

  @Override
  public <A, B> ClientCall<A, B> interceptCall(
      MethodDescriptor<A, B> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<B> listener, Metadata headers) {
        long begun = System.nanoTime();
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                String name = "%s %s".formatted(method.getBareMethodName(), status.getCode());
                nanos
                    .computeIfAbsent(name, _ -> new ConcurrentLinkedQueue<>())
                    .add(System.nanoTime() - begun);
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  long calls() {
    return nanos.values().stream().mapToLong(Queue::size).sum();
  }

  /// A line for each method and status: how many calls, and how long they took.
  List<String> lines() {
    return nanos.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> line(each.getKey(), each.getValue()))
        .toList();
  }

  private static String line(String name, Queue<Long> taken) {
    long[] sorted = taken.stream().mapToLong(Long::longValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%-45s %8d %9.1f %9.1f %9.1f",
        name,
        sorted.length,
        millis(sorted, 0.5),
        millis(sorted, 0.99),
        Arrays.stream(sorted).max().orElse(0) / 1e6);
  }

  private static double millis(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
  }
}
