/// TCP proxies that cut, hold, slow and delay what goes through them.
@NullMarked
package io.heimdall.server.chaos.proxy;

import org.jspecify.annotations.NullMarked;
