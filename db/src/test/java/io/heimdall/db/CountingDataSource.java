package io.heimdall.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// Counts the statements that are prepared on another data source's connections.
public final class CountingDataSource {

  private final AtomicInteger statements = new AtomicInteger();
  private final DataSource dataSource;

  /// Counts on a data source.
  ///
  /// @param counted where connections come from
  public CountingDataSource(DataSource counted) {
    this.dataSource =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (_, method, arguments) -> {
                  Object result = method.invoke(counted, arguments);
                  return result instanceof Connection connection ? counting(connection) : result;
                });
  }

  /// Transactions whose statements are counted.
  ///
  /// @return the transactions
  public Transactions transactions() {
    return new Transactions(dataSource);
  }

  /// Counts the statements of some work.
  ///
  /// @param work what to count
  /// @return how many statements it prepared
  public int during(Runnable work) {
    int before = statements.get();
    work.run();
    return statements.get() - before;
  }

  private Connection counting(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.incrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
