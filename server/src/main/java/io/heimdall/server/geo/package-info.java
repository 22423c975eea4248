/// Places on the Earth: how far apart they are, and in which direction.
@NullMarked
package io.heimdall.server.geo;

import org.jspecify.annotations.NullMarked;
