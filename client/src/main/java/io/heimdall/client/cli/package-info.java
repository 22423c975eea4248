/// The `heimdall` command: one class per command, and how commands end.
@NullMarked
package io.heimdall.client.cli;

import org.jspecify.annotations.NullMarked;
