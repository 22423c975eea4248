/// Files of samples in the place of receivers: played again as if they were live, or read whole.
@NullMarked
package io.heimdall.server.receiver.replay;

import org.jspecify.annotations.NullMarked;
