/// Good manners towards receivers, whatever their protocol: one connection at a time from all our
/// servers, no coming back to who has told us to stay away, and none in a hurry to who was full.
@NullMarked
package io.heimdall.server.receiver.courtesy;

import org.jspecify.annotations.NullMarked;
