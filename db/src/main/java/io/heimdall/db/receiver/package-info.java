/// Remote receivers and what their checks found.
@NullMarked
package io.heimdall.db.receiver;

import org.jspecify.annotations.NullMarked;
