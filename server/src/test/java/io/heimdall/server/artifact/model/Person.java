package io.heimdall.server.artifact.model;

import java.util.Set;

/// Somebody who calls.
record Person(String name, Role role, Set<String> groups) {

  enum Role {
    VIEWER,
    OPERATOR,
    ADMIN
  }

  static Person of(String name, Role role, String... groups) {
    return new Person(name, role, Set.of(groups));
  }

  boolean owns(String owner) {
    return role == Role.ADMIN || name.equals(owner);
  }

  /// Refuses who may only look.
  void mustOperate() {
    if (role == Role.VIEWER) {
      throw Refusal.DENIED_ROLE.exception();
    }
  }

  String token() {
    return "%s:%s:%s".formatted(role, name, String.join(",", groups));
  }
}
