/// The registry of receivers: which there are, who changed them, and whether they deliver.
@NullMarked
package io.heimdall.server.receiver.registry;

import org.jspecify.annotations.NullMarked;
