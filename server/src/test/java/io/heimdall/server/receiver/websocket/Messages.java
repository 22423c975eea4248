package io.heimdall.server.receiver.websocket;

import java.net.ProtocolException;

/// Fills messages without a connection.
public final class Messages {

  private Messages() {}

  /// Makes a message hold some bytes.
  ///
  /// @param message the message
  /// @param bytes what it is to hold
  /// @throws ProtocolException where they are too many
  public static void set(Message message, byte[] bytes) throws ProtocolException {
    message.clear();
    System.arraycopy(bytes, 0, bytesOf(message, bytes.length), 0, bytes.length);
  }

  private static byte[] bytesOf(Message message, int length) throws ProtocolException {
    int start = message.extend(length);
    if (start != 0) {
      throw new ProtocolException("the message is not empty");
    }
    return message.bytes();
  }
}
