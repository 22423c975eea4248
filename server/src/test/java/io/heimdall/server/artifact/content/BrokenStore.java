package io.heimdall.server.artifact.content;

import io.heimdall.server.storage.ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// A store whose connections break, or damage bytes on their way. It counts connections.
final class BrokenStore {

  private final ObjectStore store;
  private final AtomicInteger opened = new AtomicInteger();

  BrokenStore(ObjectStore store) {
    this.store = store;
  }

  /// What becomes of a connection.
  interface Fate {
    /// Says what is read of it.
    ///
    /// @param connection which one, from 1
    /// @param answer what the store sends
    InputStream of(int connection, InputStream answer);
  }

  int opened() {
    return opened.get();
  }

  ObjectStore store(Fate fate) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            BrokenStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(store, arguments);
                return result instanceof InputStream answer
                    ? fate.of(opened.incrementAndGet(), answer)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /// Breaks after some bytes.
  static InputStream breaking(InputStream answer, int bytes) {
    return new FilterInputStream(answer) {
      private int left = bytes;

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0) {
          throw new IOException("connection reset");
        }
        int got = super.read(into, offset, Math.min(left, length));
        left -= got;
        return got;
      }
    };
  }

  /// Damages the first byte.
  static InputStream damaging(InputStream answer) {
    return new FilterInputStream(answer) {
      private boolean damaged;

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int got = super.read(into, offset, length);
        if (!damaged && got > 0) {
          damaged = true;
          into[offset] ^= 1;
        }
        return got;
      }
    };
  }
}
