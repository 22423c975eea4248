/// The demonstration: simulated receivers, a server and an acquisition, with the truth beside each
/// measured value.
@NullMarked
package io.heimdall.client.cli.demo;

import org.jspecify.annotations.NullMarked;
