package io.heimdall.server.receiver.listing;

import java.util.List;

/// What a document of receivers holds.
///
/// @param receivers those to be added, in order
/// @param offline those that the list itself says are not there
public record ReceiverList(List<ListedReceiver> receivers, List<LeftOut> offline) {

  /// Copies both.
  public ReceiverList {
    receivers = List.copyOf(receivers);
    offline = List.copyOf(offline);
  }
}
