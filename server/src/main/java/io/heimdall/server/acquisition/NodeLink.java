package io.heimdall.server.acquisition;

/// This node among those that share its database.
///
/// @param id names this node, and stays the same over restarts
/// @param bell what every node hears
public record NodeLink(String id, EventBell bell) {}
