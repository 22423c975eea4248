/// Heimdall's tables: migrations and, by feature, the repositories over them.
@NullMarked
package io.heimdall.db;

import org.jspecify.annotations.NullMarked;
