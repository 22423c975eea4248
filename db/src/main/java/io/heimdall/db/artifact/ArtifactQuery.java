package io.heimdall.db.artifact;

import io.heimdall.db.filter.FilterPredicate;
import org.jspecify.annotations.Nullable;

/// Which artifacts are looked for.
///
/// @param viewer who looks; others' artifacts are found where they may be seen
/// @param predicate what has to hold, about [ArtifactField]s; null: nothing in particular
/// @param words the words that are looked for, as people write them; empty: any
/// @param deletedToo whether deleted ones are found besides
public record ArtifactQuery(
    Viewer viewer, @Nullable FilterPredicate predicate, String words, boolean deletedToo) {}
