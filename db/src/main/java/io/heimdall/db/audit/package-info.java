/// Who did what to what.
@NullMarked
package io.heimdall.db.audit;

import org.jspecify.annotations.NullMarked;
