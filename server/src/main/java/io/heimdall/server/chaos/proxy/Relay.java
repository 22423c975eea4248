package io.heimdall.server.chaos.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// One connection through a proxy: two sockets and a thread for each direction. It ends with the
/// first of them; an orderly end is passed on as one.
final class Relay implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONNECT_MILLIS = 5_000;

  private final Socket near;
  private final Socket far = new Socket();
  private final Valve valve;

  Relay(Socket near, Valve valve) {
    this.near = near;
    this.valve = valve;
  }

  /// Carries bytes until both sides have ended or one breaks. The calling thread carries one
  /// direction.
  void run(InetSocketAddress target, ExecutorService threads) throws InterruptedException {
    try (near;
        far) {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      // Held traffic holds whoever connects.
      valve.pass(0);
      far.connect(target, CONNECT_MILLIS);
      Future<?> back = threads.submit(() -> carry(far, near));
      carry(near, far);
      back.get();
    } catch (IOException | ExecutionException _) {
      // Nobody is there, which the client sees as a broken connection.
      close();
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        valve.pass(length);
        to.getOutputStream().write(buffer, 0, length);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  /// Resets both sides, so that each sees a broken connection and not an orderly end.
  @Override
  public void close() {
    reset(near);
    reset(far);
  }

  static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // It is closed already.
    }
  }
}
