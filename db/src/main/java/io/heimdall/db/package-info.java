/// The door to PostgreSQL: pool, migrations and transactions. The repositories lie below, by
/// feature.
@NullMarked
package io.heimdall.db;

import org.jspecify.annotations.NullMarked;
