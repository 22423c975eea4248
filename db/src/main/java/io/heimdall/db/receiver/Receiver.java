package io.heimdall.db.receiver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A remote receiver.
///
/// @param id a small number, part of object names, never given out again
/// @param spec what people say of it
/// @param owner who added it
/// @param revision rises with each change of the spec; the etag of an update
/// @param createdAt when it was added
/// @param updatedAt when the spec last changed
/// @param deletedAt when it was deleted; null while it is not
/// @param lastCheck what the last check found; null before the first
/// @param hasPassword whether a password is kept for it; the password itself never travels along
public record Receiver(
    int id,
    ReceiverSpec spec,
    String owner,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt,
    @Nullable ReceiverCheck lastCheck,
    boolean hasPassword) {}
