package io.heimdall.server.storage;

import java.net.URI;

/// Where a store is, as may be shown to anyone who may use it.
///
/// @param endpoint its address, without credentials
/// @param bucket the bucket
public record StoreAddress(URI endpoint, String bucket) {}
