package io.heimdall.server.failpoint;

import io.heimdall.server.storage.ObjectStore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The failpoint that is armed, if any: wraps what leads to it, and ends the process when it is
/// reached as often as was said. Safe for any number of threads.
public final class Failpoints {

  /// The variable of the environment that arms one, as in `after-row-committed:3`.
  public static final String VARIABLE = "HEIMDALL_FAILPOINT";

  /// What a process that has ended itself says.
  public static final int EXIT_CODE = 97;

  /// Nothing is armed.
  public static final Failpoints NONE =
      new Failpoints(
          null,
          0,
          () -> {
            throw new IllegalStateException("nothing is armed");
          });

  private static final System.Logger LOG = System.getLogger(Failpoints.class.getName());
  private static final Pattern FORM = Pattern.compile("([a-z-]+)(?::([1-9]\\d{0,5}))?");

  private final @Nullable Failpoint armed;
  private final AtomicInteger left;
  private final Runnable end;

  private Failpoints(@Nullable Failpoint armed, int passes, Runnable end) {
    this.armed = armed;
    this.left = new AtomicInteger(passes);
    this.end = end;
  }

  /// Arms one that ends this process without any of its shutdown.
  ///
  /// @param text its name, and which pass is the last: `after-row-committed:3`
  /// @return the armed failpoint
  /// @throws IllegalArgumentException with a sentence for the user
  public static Failpoints armed(String text) {
    return armed(text, () -> Runtime.getRuntime().halt(EXIT_CODE));
  }

  /// Arms one.
  ///
  /// @param text its name, and which pass is the last
  /// @param end what it does then
  /// @return the armed failpoint
  static Failpoints armed(String text, Runnable end) {
    Matcher form = FORM.matcher(text);
    Failpoint failpoint = form.matches() ? Failpoint.named(form.group(1)).orElse(null) : null;
    if (failpoint == null) {
      throw new IllegalArgumentException(
          "%s is '%s', which is none of %s, with or without :N"
              .formatted(VARIABLE, text, String.join(", ", Failpoint.labels())));
    }
    int passes = form.group(2) == null ? 1 : Integer.parseInt(form.group(2));
    LOG.log(System.Logger.Level.WARNING, "this process ends itself at {0}", text);
    return new Failpoints(failpoint, passes, end);
  }

  /// Lets a store lead to the places around an object that is written.
  ///
  /// @param store the store
  /// @return the same one while nothing is armed
  public ObjectStore around(ObjectStore store) {
    return armed == null ? store : new FailingStore(store, this);
  }

  /// Lets connections lead to the places around rows, events and tasks.
  ///
  /// @param source where connections come from
  /// @return the same one while nothing is armed
  public DataSource around(DataSource source) {
    return armed == null ? source : FailingConnections.of(source, this);
  }

  /// A place is reached.
  void reach(Failpoint place) {
    if (place == armed && left.decrementAndGet() == 0) {
      end.run();
    }
  }
}
