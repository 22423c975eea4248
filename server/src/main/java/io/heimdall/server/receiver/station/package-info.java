/// Stations that people listen to with a browser. They give no IQ: they can be looked up in the
/// registry, and are known by what they answer.
@NullMarked
package io.heimdall.server.receiver.station;

import org.jspecify.annotations.NullMarked;
