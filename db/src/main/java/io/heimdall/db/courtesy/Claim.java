package io.heimdall.db.courtesy;

import java.util.UUID;

/// What a connection claims of an address.
///
/// @param at the address
/// @param holder the connection
public record Claim(ReceiverAddress at, UUID holder) {}
