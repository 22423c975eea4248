/// What the repositories share: jOOQ over a transaction, and inserts of many rows in one statement.
/// Not for use outside this module.
@NullMarked
package io.heimdall.db.sql;

import org.jspecify.annotations.NullMarked;
