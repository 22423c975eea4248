package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.WatchArtifactsRequest;
import io.heimdall.v1.WatchArtifactsResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Commands of clients that are slow, that break off, and that follow what happens among others.
final class LoadCommands {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private LoadCommands() {}

  /// The largest file that somebody has.
  private static Optional<ModelArtifact> largest(Session s) {
    return s.model.artifacts.values().stream()
        .filter(artifact -> !artifact.deleted())
        .max(
            Comparator.comparingLong((ModelArtifact artifact) -> artifact.now.getSizeBytes())
                .thenComparing(artifact -> artifact.now.getId()));
  }

  private static BlockingClientCall<?, DownloadArtifactResponse> reading(
      Session s, ModelArtifact artifact) {
    var request = DownloadArtifactRequest.newBuilder().setArtifactId(artifact.now.getId()).build();
    return s.calls(s.person(artifact.now.getOwner())).slowStub().downloadArtifact(request);
  }

  static void readSlowly(Session s) {
    largest(s)
        .ifPresent(artifact -> {
          try {
            var call = reading(s, artifact);
            long bytes = 0;
            for (var next = call.read(); next != null; next = call.read()) {
              bytes += next.getChunk().getData().size();
              LockSupport.parkNanos(PAUSE_NANOS);
            }
            assertThat(bytes).isEqualTo(artifact.now.getSizeBytes());
          } catch (InterruptedException | StatusException e) {
            throw new AssertionError(e);
          }
        });
  }

  static void breakOffReading(Session s) {
    largest(s)
        .ifPresent(artifact -> {
          try {
            var call = reading(s, artifact);
            assertThat(call.read()).isNotNull();
            call.cancel("enough", Status.CANCELLED.asException());
          } catch (InterruptedException | StatusException e) {
            throw new AssertionError(e);
          }
        });
  }

  /// A call that changes nothing, and is given too little time.
  static void breakOffCall(Session s) {
    try {
      var _ =
          s.calls(s.anybody())
              .stub()
              .withDeadlineAfter(1 + s.drawn().number(8), TimeUnit.MILLISECONDS)
              .listArtifacts(ListArtifactsRequest.newBuilder().setFilter(s.ours().text()).build());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  /// Where watches of a session begin: at what happened before it.
  static long begin(Session s) {
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      var request = WatchArtifactsRequest.getDefaultInstance();
      return s.calls(s.people.getFirst()).stub().watchArtifacts(request).next().getSequence();
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  /// All that happened to the artifacts of these people, among what happened to others'.
  static void follow(Session s) {
    Person who = s.anybody();
    List<List<Object>> expected = WatchCommands.expected(s, who, s.ours());
    var request =
        WatchArtifactsRequest.newBuilder()
            .setFilter(s.ours().text())
            .setAfterSequence(s.beginSequence)
            .build();
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      Iterator<WatchArtifactsResponse> watch = s.calls(who).stub().watchArtifacts(request);
      for (List<Object> call : expected) {
        List<Object> told = new ArrayList<>();
        while (told.size() < call.size()) {
          WatchArtifactsResponse next = watch.next();
          if (next.hasEvent()) {
            told.add(s.plain.of(next.getEvent().toBuilder().clearEventTime().build()));
          }
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(call);
      }
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }
}
