/// What must hold after everything that happened, and how much of it was looked at.
@NullMarked
package io.heimdall.server.chaos.check;

import org.jspecify.annotations.NullMarked;
