package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3FailuresTest {

  private static final StoreConfig CONFIG =
      StoreConfig.of(URI.create("http://host:9000"), "key", new Secret("secret"), "bucket");

  @ParameterizedTest
  @CsvSource({
    "507, StorageFull, FULL",
    "500, XMinioStorageFull, FULL",
    "507, , FULL",
    "400, BadDigest, CORRUPT",
    "416, InvalidRange, CORRUPT",
    "403, AccessDenied, DENIED",
    "404, NoSuchKey, NOT_FOUND",
    "412, PreconditionFailed, EXISTS",
    "409, ConditionalRequestConflict, UNAVAILABLE",
    "409, OperationAborted, UNAVAILABLE",
    "400, RequestTimeout, UNAVAILABLE",
    "503, SlowDown, UNAVAILABLE",
    "501, NotImplemented, UNSUPPORTED"
  })
  void namesTheKindByCodeAndStatus(int status, String code, StorageFailure.Kind kind) {
    var answer =
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();

    StorageFailure failure = S3Failures.of("write sessions/x", CONFIG, answer);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure)
        .hasMessageStartingWith("cannot write sessions/x: the store at http://host:9000")
        .hasMessageContaining(String.valueOf(status));
  }

  @Test
  void isUnavailableWhenNothingAnswers() {
    var broken = SdkClientException.create("wrapper", new IOException("Connection refused"));

    StorageFailure failure = S3Failures.of("list x", CONFIG, broken);

    assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("does not answer (IOException: Connection refused)");
  }

  @Test
  void namesTheFirstObjectThatWasNotDeleted() {
    var denied = S3Error.builder().key("a").code("AccessDenied").message("no").build();
    var other = S3Error.builder().key("b").code("InternalError").message("oops").build();

    assertThat(S3Failures.of(List.of(denied, other)))
        .hasMessageContaining("cannot delete 2 objects, the first is a: AccessDenied no");
    assertThat(S3Failures.of(List.of(denied)).kind()).isEqualTo(StorageFailure.Kind.DENIED);
    assertThat(S3Failures.of(List.of(other)).kind()).isEqualTo(StorageFailure.Kind.UNAVAILABLE);
  }
}
