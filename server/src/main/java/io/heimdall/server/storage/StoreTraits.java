package io.heimdall.server.storage;

/// What a store really does, found by trying.
///
/// @param verifiesCrc32c whether it refuses an object whose CRC32C does not fit; else MD5 is sent
/// @param createsOnly whether it honours `If-None-Match: *`; else a key is looked up before it is
///   written, which cannot stop two writers at once
record StoreTraits(boolean verifiesCrc32c, boolean createsOnly) {

  static final StoreTraits MODEST = new StoreTraits(false, false);
}
