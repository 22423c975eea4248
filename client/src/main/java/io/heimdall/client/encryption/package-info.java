/// Files that only who has the key can read: encrypted before they are sent, decrypted after they
/// were received. The format is described in docs/encryption.md.
@NullMarked
package io.heimdall.client.encryption;

import org.jspecify.annotations.NullMarked;
