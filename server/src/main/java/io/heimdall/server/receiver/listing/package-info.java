/// Lists of receivers as documents: JSON, CSV, and the public KiwiSDR directory saved as a file.
@NullMarked
package io.heimdall.server.receiver.listing;

import org.jspecify.annotations.NullMarked;
