package io.heimdall.server.artifact.hook;

import io.heimdall.server.post.SigningSecret;
import java.net.URI;
import java.time.Duration;

/// Who is asked before files become artifacts.
///
/// @param url where to ask; whoever configures it answers for where it leads
/// @param secret what questions are signed with
/// @param timeout how long an answer may take
/// @param open whether files are kept while there is none, or it fails (5xx), rather than have
///   their uploads wait
public record HookConfig(URI url, SigningSecret secret, Duration timeout, boolean open) {}
