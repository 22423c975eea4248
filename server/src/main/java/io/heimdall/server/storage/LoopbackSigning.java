package io.heimdall.server.storage;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/// Signs uploads but not their bodies, for a store on this machine.
///
/// Over plain HTTP the SDK hashes each body a second time for the signature, and the server must
/// hold the whole body in memory to check it. On loopback nobody can change a body on its way, and
/// its CRC32C is signed as a header; elsewhere bodies are signed, or TLS protects them.
final class LoopbackSigning implements AwsV4AuthScheme {

  private static final String CHECKSUM = "x-amz-checksum-crc32c";

  private final AwsV4AuthScheme standard = AwsV4AuthScheme.create();

  @Override
  public String schemeId() {
    return standard.schemeId();
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return standard.identityProvider(providers);
  }

  @Override
  public AwsV4HttpSigner signer() {
    return new HeadSigner(standard.signer());
  }

  private record HeadSigner(AwsV4HttpSigner standard) implements AwsV4HttpSigner {

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      boolean proved = request.request().firstMatchingHeader(CHECKSUM).isPresent();
      if (!proved || request.payload().isEmpty()) {
        return standard.sign(request);
      }
      SignedRequest head = standard.sign(request.copy(copy -> copy.payload(null)));
      return head.copy(copy -> copy.payload(request.payload().get()));
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      return standard.signAsync(request);
    }
  }
}
