/// The servers that share the database, and how they reach each other.
@NullMarked
package io.heimdall.db.node;

import org.jspecify.annotations.NullMarked;
