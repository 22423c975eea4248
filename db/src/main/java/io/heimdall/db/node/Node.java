package io.heimdall.db.node;

import java.util.UUID;

/// A server that shares the database.
///
/// @param id the installation's name, the same over restarts
/// @param bootId of its process
/// @param address `host:port` at which other servers reach its gRPC
/// @param token what they show there
public record Node(String id, UUID bootId, String address, NodeToken token) {}
