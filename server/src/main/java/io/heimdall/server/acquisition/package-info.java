/// Acquisitions: one job run over many receivers at once, from the plan to the last row.
///
/// `Acquisitions` is the door. A run owns one virtual thread, and two more for each receiver: one
/// reads the socket, one records.
@NullMarked
package io.heimdall.server.acquisition;

import org.jspecify.annotations.NullMarked;
