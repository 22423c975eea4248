/// The filter language of AIP-160: text becomes a condition on rows, and what cannot is refused.
@NullMarked
package io.heimdall.server.filter;

import org.jspecify.annotations.NullMarked;
