package io.heimdall.server.request;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.request.Request;
import io.heimdall.db.request.RequestRepository;
import io.heimdall.db.request.RequestRepository.Standing;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Answers a request to create something once: who sends it again, with the same id and the same
/// payload, is given what the first one created, as it was then. It makes no difference whether the
/// first reply was lost, whether both came at once or at different nodes, and what has become of
/// what was created. Stateless.
public final class Requests {

  /// How long an answer is kept at least. The contract promises 24 h; the rest is for clocks and
  /// callers that disagree.
  public static final Duration KEPT = Duration.ofDays(2);

  /// The same value always gives the same text, so that its digest can tell a repetition.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          // What a server before this one wrote lacks what was added since.
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final RequestRepository requests = new RequestRepository();

  /// Makes one, which holds nothing of its own.
  public Requests() {}

  /// Creates something, or finds what the same request created before.
  ///
  /// @param <T> what is created, a record that JSON can write and read
  /// @param tx the transaction of the creation, whose end decides over both
  /// @param asked the request
  /// @param type the record
  /// @param create creates it in this transaction; not called for a repeated request
  /// @return what was created
  /// @throws FailureException with REQUEST_ID_REUSED
  public <T> T once(Tx tx, Asked asked, Class<T> type, Supplier<T> create) {
    if (!asked.named()) {
      return create.get();
    }
    Request request = request(asked);
    return switch (requests.claim(tx, request)) {
      case Standing.Fresh() -> {
        T created = create.get();
        requests.answer(tx, request, JSON.writeValueAsString(created));
        yield created;
      }
      case Standing.Answered(String answerJson) -> JSON.readValue(answerJson, type);
      case Standing.Reused() -> throw reused(asked);
    };
  }

  /// Finds what the same request created before, without creating anything.
  ///
  /// @param <T> what was created
  /// @param tx the transaction
  /// @param asked the request
  /// @param type the record
  /// @return what was created; empty where the request is new
  /// @throws FailureException with REQUEST_ID_REUSED
  public <T> Optional<T> earlier(Tx tx, Asked asked, Class<T> type) {
    if (!asked.named()) {
      return Optional.empty();
    }
    return requests
        .find(tx, request(asked))
        .map(standing ->
            switch (standing) {
              case Standing.Answered(String answerJson) -> JSON.readValue(answerJson, type);
              case Standing.Fresh() -> throw new IllegalStateException("a request nobody made");
              case Standing.Reused() -> throw reused(asked);
            });
  }

  private static Request request(Asked asked) {
    return new Request(asked.owner(), asked.requestId(), asked.method(), digest(asked.payload()));
  }

  /// Removes answers that have been kept long enough.
  ///
  /// @param transactions where they are kept
  /// @param now the host's UTC
  /// @return how many
  public int forget(Transactions transactions, Instant now) {
    return transactions.inTransaction(tx -> requests.forget(tx, now.minus(KEPT)));
  }

  private static FailureException reused(Asked asked) {
    return new Failure.Invalid(
            Reason.REQUEST_ID_REUSED,
            "request_id",
            "request_id %s was used before, for something else".formatted(asked.requestId()))
        .exception();
  }

  private static String digest(Object payload) {
    try {
      byte[] text = JSON.writeValueAsString(payload).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
