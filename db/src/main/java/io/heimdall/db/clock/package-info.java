/// What tests of receivers' clocks found.
@NullMarked
package io.heimdall.db.clock;

import org.jspecify.annotations.NullMarked;
