package io.heimdall.server.acquisition;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A database whose connections break at commit: just before it, or just after, so that its answer
/// is lost.
final class LossyDataSource {

  private static final String CONNECTION_FAILURE = "08006";

  private final DataSource real;
  private final AtomicInteger lostBefore = new AtomicInteger();
  private final AtomicInteger lostAfter = new AtomicInteger();

  LossyDataSource(DataSource real) {
    this.real = real;
  }

  /// Breaks the next commits.
  ///
  /// @param before how many are not made, one each
  /// @param after how many are made thereafter, without an answer
  void lose(int before, int after) {
    lostBefore.set(before);
    lostAfter.set(after);
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          Object result = invoke(method, real, arguments);
          return result instanceof Connection connection ? breaking(connection) : result;
        });
  }

  private Connection breaking(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (!method.getName().equals("commit")) {
            return invoke(method, connection, arguments);
          }
          if (taken(lostBefore)) {
            connection.rollback();
            throw new SQLException("broken before the commit", CONNECTION_FAILURE);
          }
          connection.commit();
          if (taken(lostAfter)) {
            throw new SQLException("broken after the commit", CONNECTION_FAILURE);
          }
          return null;
        });
  }

  private static boolean taken(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private interface Call {
    @Nullable Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            LossyDataSource.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> call.on(method, arguments)));
  }

  private static @Nullable Object invoke(Method method, Object target, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
