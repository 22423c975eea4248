package io.heimdall.server.receiver;

import java.net.URI;

/// Has a say in where a driver goes on to when a receiver sends it elsewhere.
@FunctionalInterface
public interface Redirects {

  /// Follows whatever comes.
  Redirects FREELY = _ -> {};

  /// Called before another address is contacted. May wait.
  ///
  /// @param to where the receiver sends us
  /// @throws ReceiverFailure where we are not to go there; the attempt ends with it as it is
  void follow(URI to) throws ReceiverFailure;
}
