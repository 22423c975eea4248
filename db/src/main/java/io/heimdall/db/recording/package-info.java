/// What each receiver delivered: recordings, their stored segments and their gaps.
@NullMarked
package io.heimdall.db.recording;

import org.jspecify.annotations.NullMarked;
