package io.heimdall.server.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A real store that does not do what is asked when it is told so. Safe for any number of threads.
public final class FaultyStore {

  private final ObjectStore store;
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private final Map<String, Runnable> after = new ConcurrentHashMap<>();
  private volatile String kept = "";
  private volatile StorageFailure.Kind why = StorageFailure.Kind.DENIED;

  /// Stands in front of a store.
  ///
  /// @param store the store
  public FaultyStore(ObjectStore store) {
    this.store = store;
  }

  /// The store with its faults.
  ///
  /// @return the store
  public ObjectStore store() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            FaultyStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              before.getOrDefault(method.getName(), () -> {}).run();
              if (keeps(method.getName(), arguments)) {
                throw new StorageFailure(why, "cannot remove " + kept, kept, null);
              }
              try {
                Object result = method.invoke(store, arguments);
                after.getOrDefault(method.getName(), () -> {}).run();
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /// Does something before each call of a method.
  ///
  /// @param method its name
  /// @param what what to do
  public void before(String method, Runnable what) {
    before.put(method, what);
  }

  /// Does something after each call of a method that worked.
  ///
  /// @param method its name
  /// @param what what to do
  public void after(String method, Runnable what) {
    after.put(method, what);
  }

  /// Removes everything but one object or its parts, and nothing of what is to be removed together
  /// with it.
  ///
  /// @param objectKey what the object's key begins with
  public void keeps(String objectKey) {
    keeps(objectKey, StorageFailure.Kind.DENIED);
  }

  /// Removes everything but one object or its parts, and nothing of what is to be removed together
  /// with it.
  ///
  /// @param objectKey what the object's key begins with
  /// @param kind what it fails with
  public void keeps(String objectKey, StorageFailure.Kind kind) {
    why = kind;
    kept = objectKey;
  }

  private boolean keeps(String method, Object[] arguments) {
    return !kept.isEmpty()
        && switch (method) {
          case "delete" ->
              ((Collection<?>) arguments[0])
                  .stream().anyMatch(key -> String.valueOf(key).startsWith(kept));
          case "abortParts" -> String.valueOf(arguments[0]).startsWith(kept);
          default -> false;
        };
  }

  /// Works again.
  public void mend() {
    before.clear();
    after.clear();
    kept = "";
  }

  /// Fails like a store that is away.
  ///
  /// @return what to do at each call
  public static Runnable away() {
    return awayAfter(0);
  }

  /// Fails like a store that is away, but lets some calls pass first.
  ///
  /// @param calls how many pass
  /// @return what to do at each
  public static Runnable awayAfter(int calls) {
    return failingAfter(calls, StorageFailure.Kind.UNAVAILABLE);
  }

  /// Fails like a store that has no room.
  ///
  /// @return what to do at each call
  public static Runnable full() {
    return failingAfter(0, StorageFailure.Kind.FULL);
  }

  private static Runnable failingAfter(int calls, StorageFailure.Kind kind) {
    var left = new AtomicInteger(calls);
    return () -> {
      if (left.getAndDecrement() <= 0) {
        throw new StorageFailure(kind, "the store fails (503)");
      }
    };
  }
}
