package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import java.util.ArrayList;
import java.util.List;

/// What happened, in order. What one call does to several artifacts has one place in the order.
final class EventBook {

  private final List<Happened> happened = new ArrayList<>();
  private int call;

  /// Something that happened.
  ///
  /// @param call what happened by the same call is in no order
  record Happened(int call, String id, String owner, String actor, String change, int revision) {}

  /// Another call begins.
  void nextCall() {
    call++;
  }

  void add(Artifact after, String actor, String change) {
    happened.add(
        new Happened(call, after.getId(), after.getOwner(), actor, change, after.getRevision()));
  }

  int last() {
    return happened.size();
  }

  /// What has happened after a sequence.
  List<Happened> after(int sequence) {
    return List.copyOf(happened.subList(sequence, happened.size()));
  }
}
