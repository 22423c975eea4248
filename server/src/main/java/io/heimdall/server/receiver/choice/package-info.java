/// Which receivers suit a target: by how they did of late, and by geometry.
@NullMarked
package io.heimdall.server.receiver.choice;

import org.jspecify.annotations.NullMarked;
