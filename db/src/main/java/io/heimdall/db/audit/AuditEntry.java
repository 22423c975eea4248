package io.heimdall.db.audit;

/// Something someone did.
///
/// @param actor who
/// @param action what, such as `receiver.create`
/// @param targetType the kind of thing it was done to, such as `receiver`
/// @param targetId which one
/// @param detailJson the particulars as a JSON object
public record AuditEntry(
    String actor, String action, String targetType, String targetId, String detailJson) {}
