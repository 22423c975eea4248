package io.heimdall.db.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditLogIT {

  private static final AuditEntry CREATED =
      new AuditEntry("alice", "receiver.create", "receiver", "8", "{\"name\": \"Eight\"}");
  private static final AuditEntry DELETED =
      new AuditEntry("bob", "receiver.delete", "receiver", "8", "{}");
  private static final AuditEntry CANCELLED =
      new AuditEntry("bob", "acquisition.cancel", "acquisition", "a", "{}");

  private static TestDatabase database;
  private static Transactions transactions;

  private final AuditLog log = new AuditLog();

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from audit_log");
  }

  @Test
  void listsTheNewestFirst() {
    append(CREATED);
    append(DELETED);

    assertThat(list(AuditFilter.ALL, null, 10).rows())
        .extracting(AuditLine::entry)
        .containsExactly(DELETED, CREATED);
  }

  @Test
  void appendsManyInTheirOrder() {
    transactions.runInTransaction(tx -> log.appendAll(tx, List.of(CREATED, DELETED, CANCELLED)));

    assertThat(list(AuditFilter.ALL, null, 10).rows())
        .extracting(AuditLine::entry)
        .containsExactly(CANCELLED, DELETED, CREATED);
  }

  @Test
  void standsOrFallsWithItsTransaction() {
    assertThatThrownBy(() ->
            transactions.runInTransaction(tx -> {
              log.append(tx, CREATED);
              throw new IllegalStateException("refused");
            }))
        .hasMessage("refused");

    assertThat(list(AuditFilter.ALL, null, 10).rows()).isEmpty();
  }

  @Test
  void pagesThroughLinesOfTheSameMoment() {
    transactions.runInTransaction(tx -> {
      log.append(tx, CREATED);
      log.append(tx, DELETED);
      log.append(tx, CANCELLED);
    });

    Page<AuditLine, AuditLine.Key> first = list(AuditFilter.ALL, null, 2);
    Page<AuditLine, AuditLine.Key> second = list(AuditFilter.ALL, first.next().orElseThrow(), 2);

    assertThat(first.rows()).extracting(AuditLine::entry).containsExactly(CANCELLED, DELETED);
    assertThat(second.rows()).extracting(AuditLine::entry).containsExactly(CREATED);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void listsByActorTargetAndTime() {
    append(CREATED);
    append(DELETED);
    append(CANCELLED);
    Instant last = list(AuditFilter.ALL, null, 1).rows().getFirst().key().at();

    assertThat(entries(new AuditFilter("alice", null, null, null, null))).containsExactly(CREATED);
    assertThat(entries(new AuditFilter(null, "receiver", "8", null, null)))
        .containsExactly(DELETED, CREATED);
    assertThat(entries(new AuditFilter(null, null, null, last, null))).containsExactly(CANCELLED);
    assertThat(entries(new AuditFilter(null, null, null, null, last)))
        .containsExactly(DELETED, CREATED);
  }

  private void append(AuditEntry entry) {
    transactions.runInTransaction(tx -> log.append(tx, entry));
  }

  private List<AuditEntry> entries(AuditFilter filter) {
    return list(filter, null, 10).rows().stream().map(AuditLine::entry).toList();
  }

  private Page<AuditLine, AuditLine.Key> list(
      AuditFilter filter, AuditLine.@Nullable Key after, int limit) {
    return transactions.inTransaction(tx -> log.list(tx, filter, after, limit));
  }
}
