package io.heimdall.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Counts the statements of another data source's connections: those that are prepared, savepoints
/// and what is done to them, and those of COPY.
public final class CountingDataSource {

  private static final Set<String> COUNTED =
      Set.of("prepareStatement", "setSavepoint", "releaseSavepoint", "rollback");

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
  /// @return how many statements it ran
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
              if (COUNTED.contains(method.getName()) && !endsTransaction(method, arguments)) {
                statements.incrementAndGet();
              }
              try {
                Object result = method.invoke(connection, arguments);
                return result instanceof PGConnection driver ? counting(driver) : result;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  /// Each copier is used for one statement.
  private PGConnection counting(PGConnection driver) {
    return (PGConnection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PGConnection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("getCopyAPI")) {
                statements.incrementAndGet();
              }
              return method.invoke(driver, arguments);
            });
  }

  /// Of the two that are called so, the one that ends the transaction.
  private static boolean endsTransaction(Method method, @Nullable Object @Nullable [] arguments) {
    return method.getName().equals("rollback") && arguments == null;
  }
}
