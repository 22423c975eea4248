/// IQ samples in flight: blocks of samples, the time that belongs to them, and what is missing.
@NullMarked
package io.heimdall.server.iq;

import org.jspecify.annotations.NullMarked;
