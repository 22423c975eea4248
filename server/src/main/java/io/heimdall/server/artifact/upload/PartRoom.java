package io.heimdall.server.artifact.upload;

import static java.util.Objects.requireNonNull;

import io.heimdall.server.artifact.upload.PartBuffers.Buffer;
import io.heimdall.server.artifact.upload.PartBuffers.Claim;
import org.jspecify.annotations.Nullable;

/// Where one upload gets room for its parts from. One thread takes; any may abandon it.
final class PartRoom {

  private final PartBuffers buffers;
  private final String owner;
  private volatile @Nullable RuntimeException abandoned;
  private volatile @Nullable Claim waiting;

  /// @param owner who uploads
  PartRoom(PartBuffers buffers, String owner) {
    this.buffers = buffers;
    this.owner = owner;
  }

  /// Takes room, and waits for it where there is none.
  ///
  /// @param bytes how much
  /// @param giveBack returns when the upload holds none, before it waits
  /// @return the room
  /// @throws RuntimeException what it was abandoned with
  Buffer take(long bytes, Runnable giveBack) {
    return buffers
        .takeNow(owner, bytes)
        .orElseGet(() -> {
          giveBack.run();
          return await(buffers.claim(owner, bytes));
        });
  }

  private Buffer await(Claim claim) {
    waiting = claim;
    if (abandoned != null) {
      claim.cancel();
    }
    try {
      Buffer room = claim.await();
      if (room == null) {
        throw requireNonNull(abandoned);
      }
      return room;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw UploadFailures.stopping();
    } finally {
      waiting = null;
    }
  }

  /// Who waits waits no more.
  ///
  /// @param why what the waiting fails with
  void abandon(RuntimeException why) {
    abandoned = why;
    Claim claim = waiting;
    if (claim != null) {
      claim.cancel();
    }
  }
}
