package io.heimdall.server.receiver.wire;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/// Names the reason behind a broken connection, in one place for all drivers.
public final class Failures {

  private Failures() {}

  /// Turns what the network threw into a receiver's failure.
  ///
  /// @param who the receiver, as the sentence's subject
  /// @param e what was thrown
  /// @return the typed failure
  public static ReceiverFailure of(String who, IOException e) {
    return switch (e) {
      case UnknownHostException _ ->
          failure(FailureReason.UNREACHABLE, who + " has an unknown host name", e);
      case ConnectException _ -> unreachable(who, e);
      case NoRouteToHostException _ -> unreachable(who, e);
      case PortUnreachableException _ -> unreachable(who, e);
      case SSLException _ ->
          failure(FailureReason.UNREACHABLE, who + " gives no TLS connection", e);
      case ForbiddenAddressException _ -> failure(FailureReason.REFUSED, message(e), e);
      case SocketTimeoutException _ ->
          failure(FailureReason.TIMEOUT, who + " connected, but was silent for too long", e);
      case ProtocolException _ ->
          failure(FailureReason.BAD_DATA, who + " sent what it should not: " + message(e), e);
      default ->
          failure(FailureReason.DISCONNECTED, who + " ended the connection: " + message(e), e);
    };
  }

  private static ReceiverFailure unreachable(String who, IOException e) {
    return failure(
        FailureReason.UNREACHABLE, who + " does not accept a connection: " + message(e), e);
  }

  private static ReceiverFailure failure(FailureReason reason, String message, IOException e) {
    return new ReceiverFailure(reason, message, e);
  }

  private static String message(IOException e) {
    return String.valueOf(e.getMessage());
  }
}
