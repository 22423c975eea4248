package io.heimdall.server.request;

/// A request to create something.
///
/// @param owner who asks
/// @param requestId the caller's id for it; empty for none
/// @param method what is asked for, such as `CreateReceiver`
/// @param payload what it is to be like: a record that JSON can write
public record Asked(String owner, String requestId, String method, Object payload) {

  boolean named() {
    return !requestId.isEmpty();
  }
}
