/// What keeps all servers together polite towards receivers: who holds the one connection an
/// address may have from us, and who has told us to stay away.
@NullMarked
package io.heimdall.db.courtesy;

import org.jspecify.annotations.NullMarked;
