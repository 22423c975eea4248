package io.heimdall.server.storage;

/// How objects are written to a store.
///
/// @param traits what the store can do
/// @param encryption how it is to encrypt them
record WriteRules(StoreTraits traits, StoreEncryption encryption) {

  static WriteRules plain(StoreTraits traits) {
    return new WriteRules(traits, new StoreEncryption.None());
  }
}
