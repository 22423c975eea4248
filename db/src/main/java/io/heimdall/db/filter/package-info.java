/// Conditions that users state on rows, whatever the rows are, and what they are in SQL.
@NullMarked
package io.heimdall.db.filter;

import org.jspecify.annotations.NullMarked;
