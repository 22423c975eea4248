/// Requests that created something, and what they were answered.
@NullMarked
package io.heimdall.db.request;

import org.jspecify.annotations.NullMarked;
