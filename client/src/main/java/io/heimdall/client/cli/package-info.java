/// The `heimdall` command.
@NullMarked
package io.heimdall.client.cli;

import org.jspecify.annotations.NullMarked;
