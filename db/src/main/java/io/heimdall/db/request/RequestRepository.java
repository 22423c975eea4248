package io.heimdall.db.request;

import static io.heimdall.db.jooq.Tables.REQUESTS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;

/// Requests that created something, and what they were answered. Stateless.
public final class RequestRepository {

  /// What a request id stands for.
  public sealed interface Standing {

    /// The id is new: the transaction that asked is to create what is wanted and to keep the
    /// answer.
    record Fresh() implements Standing {}

    /// The same request was answered before.
    ///
    /// @param answerJson the answer
    record Answered(String answerJson) implements Standing {}

    /// The id was used before, for something else.
    record Reused() implements Standing {}
  }

  /// Makes a repository, which holds nothing of its own.
  public RequestRepository() {}

  /// Claims a request id. Of several callers that race with the same id one is told that it is new;
  /// the others wait for that transaction, and find its answer, or, where it was rolled back, are
  /// told so themselves.
  ///
  /// @param tx the transaction, which must see what others have committed meanwhile
  /// @param request the request
  /// @return what the id stands for
  public Standing claim(Tx tx, Request request) {
    int inserted =
        Sql.on(tx)
            .insertInto(REQUESTS)
            .set(REQUESTS.OWNER, request.owner())
            .set(REQUESTS.REQUEST_ID, request.requestId())
            .set(REQUESTS.METHOD, request.method())
            .set(REQUESTS.REQUEST_HASH, request.requestHash())
            .onConflict(REQUESTS.OWNER, REQUESTS.REQUEST_ID)
            .doNothing()
            .execute();
    return inserted == 1 ? new Standing.Fresh() : earlier(tx, request);
  }

  /// Looks a request id up without claiming it.
  ///
  /// @param tx the transaction
  /// @param request the request
  /// @return what the id stands for; empty where nobody has used it
  public Optional<Standing> find(Tx tx, Request request) {
    return Sql.on(tx).fetchExists(REQUESTS, same(request))
        ? Optional.of(earlier(tx, request))
        : Optional.empty();
  }

  private static Standing earlier(Tx tx, Request request) {
    Optional<String> answer =
        Sql.on(tx)
            .select(REQUESTS.ANSWER)
            .from(REQUESTS)
            .where(same(request))
            .and(REQUESTS.METHOD.eq(request.method()))
            .and(REQUESTS.REQUEST_HASH.eq(request.requestHash()))
            .fetchOptional(REQUESTS.ANSWER);
    return answer.<Standing>map(Standing.Answered::new).orElseGet(Standing.Reused::new);
  }

  /// Keeps the answer to a request, in the transaction that claimed its id.
  ///
  /// @param tx the transaction
  /// @param request the request
  /// @param answerJson what was created, as a JSON object
  public void answer(Tx tx, Request request, String answerJson) {
    int kept =
        Sql.on(tx).update(REQUESTS).set(REQUESTS.ANSWER, answerJson).where(same(request)).execute();
    Sql.expect(kept, 1, "keep the answer to request " + request.requestId());
  }

  /// Removes old requests, whose ids are free from then on.
  ///
  /// @param tx the transaction
  /// @param before those that came before this time
  /// @return how many
  public int forget(Tx tx, Instant before) {
    return Sql.on(tx).deleteFrom(REQUESTS).where(REQUESTS.CREATED_AT.lt(before)).execute();
  }

  private static Condition same(Request request) {
    return REQUESTS.OWNER.eq(request.owner()).and(REQUESTS.REQUEST_ID.eq(request.requestId()));
  }
}
