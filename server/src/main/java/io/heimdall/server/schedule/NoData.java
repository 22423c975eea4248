package io.heimdall.server.schedule;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/// Tasks carry nothing but their id: whatever else they need they read when they are done.
enum NoData implements Serializer {
  INSTANCE;

  @Override
  public byte @Nullable [] serialize(@Nullable Object data) {
    if (data != null) {
      throw new IllegalArgumentException("a task carries nothing, not even " + data);
    }
    return null;
  }

  @Override
  public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] stored) {
    return null;
  }
}
