package io.heimdall.db.receiver;

/// What tells one receiver from another.
///
/// @param name what people call it
/// @param driver the name of the driver that speaks its protocol
/// @param url where it listens
public record KnownReceiver(String name, String driver, String url) {}
