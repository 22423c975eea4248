/// The server: its entry point and the graph of its parts, wired by hand.
@NullMarked
package io.heimdall.server;

import org.jspecify.annotations.NullMarked;
