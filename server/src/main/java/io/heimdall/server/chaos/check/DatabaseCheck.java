package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.cluster.RestartableDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What must hold of the rows, those of acquisitions nobody was told of too.
public final class DatabaseCheck {

  private record Rule(String things, String count, String breach, String rows) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "acquisition rows",
              "select count(*) from acquisitions",
              "an acquisition has not ended",
              "select id, state, runs, node_id from acquisitions where finished_at is null"),
          new Rule(
              "event rows",
              "select count(*) from acquisition_events",
              "the events of an acquisition are not numbered without a gap",
              """
              select a.id, a.compacted_sequence, a.event_sequence, count(e.sequence)
              from acquisitions a left join acquisition_events e on e.acquisition_id = a.id
              group by a.id
              having count(e.sequence) <> a.event_sequence - a.compacted_sequence
                or coalesce(max(e.sequence), a.event_sequence) <> a.event_sequence
              """),
          new Rule(
              "acquisition rows",
              "select 0",
              "an acquisition has not exactly one end among its events",
              """
              select a.id, a.state, count(e.sequence)
              from acquisitions a left join acquisition_events e
                on e.acquisition_id = a.id and e.type = 'STATE_CHANGED'
                and e.payload ->> 'state' in ('SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED')
              where a.compacted_sequence = 0
              group by a.id
              having count(e.sequence) <> 1
              """),
          new Rule(
              "recording rows",
              "select count(*) from recordings",
              "a recording has not ended although its acquisition has",
              """
              select r.acquisition_id, r.receiver_id, r.hop, r.state
              from recordings r join acquisitions a on a.id = r.acquisition_id
              where a.finished_at is not null and r.state not in ('DONE', 'FAILED')
              """),
          new Rule(
              "measurement rows",
              "select count(*) from measurements",
              "a recording is measured more than once",
              """
              select task_id, websdr_id, hop, count(*) from measurements
              group by task_id, websdr_id, hop having count(*) > 1
              """));

  private DatabaseCheck() {}

  /// Looks at all rows.
  ///
  /// @param database where they are
  /// @param findings takes what is found
  public static void check(RestartableDatabase database, Findings findings) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (Rule rule : RULES) {
        findings.checked(rule.things(), Long.parseLong(rows(statement, rule.count()).getFirst()));
        for (String row : rows(statement, rule.rows())) {
          findings.breach("%s: %s", rule.breach(), row);
        }
      }
      tasks(statement, findings);
    } catch (SQLException e) {
      findings.breach("the database cannot be looked at: %s", e);
    }
  }

  /// Acquisitions that have not ended.
  ///
  /// @return how many; -1 when the database cannot say
  static int unfinished(RestartableDatabase database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      String query = "select count(*) from acquisitions where finished_at is null";
      return Integer.parseInt(rows(statement, query).getFirst());
    } catch (SQLException _) {
      return -1;
    }
  }

  /// A task that outlives its acquisition would run it again.
  private static void tasks(Statement statement, Findings findings) throws SQLException {
    String left =
        """
        select t.task_name, t.task_instance, t.picked
        from acquisition_tasks t join acquisitions a on a.id::text = t.task_instance
        where a.finished_at < now() - interval '15 s'
        """;
    for (String row : rows(statement, left)) {
      findings.breach("a task outlives its acquisition: %s", row);
    }
  }

  /// Runs a query.
  ///
  /// @param statement where
  /// @param query what
  /// @return the rows, each as text
  /// @throws SQLException when it fails
  static List<String> rows(Statement statement, String query) throws SQLException {
    var rows = new ArrayList<String>();
    try (ResultSet found = statement.executeQuery(query)) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        var row = new ArrayList<String>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(found.getObject(column)));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }
}
