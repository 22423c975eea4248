package io.heimdall.server.failpoint;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Connections that lead to the places around statements and commits, told by the tables they
/// write. They stand between the program and its database, so that the program itself knows of no
/// failpoint.
final class FailingConnections {

  private static final String EVENTS = "acquisition_events";
  private static final String SEGMENTS = "recording_segments";
  private static final String TASKS = "acquisition_tasks";

  private FailingConnections() {}

  static DataSource of(DataSource source, Failpoints failpoints) {
    return proxy(
        DataSource.class,
        (_, method, arguments) -> {
          Object result = call(source, method, arguments);
          return result instanceof Connection connection ? of(connection, failpoints) : result;
        });
  }

  private static Connection of(Connection connection, Failpoints failpoints) {
    return proxy(Connection.class, new OfConnection(connection, failpoints));
  }

  /// One connection, used by one thread at a time.
  private static final class OfConnection implements InvocationHandler {
    private final Connection connection;
    private final Failpoints failpoints;
    private boolean listsSegment;

    OfConnection(Connection connection, Failpoints failpoints) {
      this.connection = connection;
      this.failpoints = failpoints;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (method.getName().equals("commit") && listsSegment) {
        listsSegment = false;
        failpoints.reach(Failpoint.BEFORE_ROW_COMMITTED);
        Object result = call(connection, method, arguments);
        failpoints.reach(Failpoint.AFTER_ROW_COMMITTED);
        return result;
      }
      Object result = call(connection, method, arguments);
      if (result instanceof PreparedStatement statement
          && arguments != null
          && arguments[0] instanceof String sql) {
        return watched(statement, sql.toLowerCase(Locale.ROOT));
      }
      return result;
    }

    private PreparedStatement watched(PreparedStatement statement, String sql) {
      if (sql.contains("insert into") && sql.contains(SEGMENTS)) {
        listsSegment = true;
      }
      if (sql.contains("insert into") && sql.contains(EVENTS)) {
        return between(statement, Failpoint.BEFORE_EVENT_WRITTEN, Failpoint.AFTER_EVENT_WRITTEN);
      }
      if (sql.contains("delete from") && sql.contains(TASKS)) {
        return between(statement, Failpoint.BEFORE_TASK_COMPLETED, Failpoint.AFTER_TASK_COMPLETED);
      }
      return statement;
    }

    private PreparedStatement between(
        PreparedStatement statement, Failpoint before, Failpoint after) {
      return proxy(
          PreparedStatement.class,
          (_, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
              return call(statement, method, arguments);
            }
            failpoints.reach(before);
            Object result = call(statement, method, arguments);
            failpoints.reach(after);
            return result;
          });
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FailingConnections.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
