package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.ReceiverSpec;

/// What somebody says of a receiver.
///
/// @param spec all but its password
/// @param password what is to become of its password
public record Wanted(ReceiverSpec spec, PasswordChange password) {}
