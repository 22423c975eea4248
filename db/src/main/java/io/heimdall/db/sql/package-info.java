/// What the repositories share: jOOQ over a transaction, and inserts of many rows, as arrays of one
/// statement or by COPY. Not for use outside this module.
@NullMarked
package io.heimdall.db.sql;

import org.jspecify.annotations.NullMarked;
