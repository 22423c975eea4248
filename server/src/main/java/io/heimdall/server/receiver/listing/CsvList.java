package io.heimdall.server.receiver.listing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/// CSV after RFC 4180. The first line names the columns; each further one has a value for each of
/// them, and an empty one counts as absent. Empty lines are skipped.
final class CsvList {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
          .setIgnoreEmptyLines(true)
          .get();

  private CsvList() {}

  static ReceiverList read(String document) {
    List<ListedReceiver> receivers = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(new StringReader(document), FORMAT)) {
      List<String> columns = parser.getHeaderNames();
      refuseWithout("name", columns);
      refuseWithout("url", columns);
      for (CSVRecord record : parser) {
        int line = line(document, Math.toIntExact(record.getCharacterPosition()));
        receivers.add(new ListedReceiver(line, fields(columns, record, line), ""));
      }
    } catch (UncheckedIOException e) {
      throw unreadable(requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unreadable(e);
    } catch (IllegalArgumentException _) {
      // Its message repeats the line.
      throw ListFormat.unreadable(
          "the document is not CSV: its first line names a column twice, or one by nothing");
    }
    return new ReceiverList(receivers, List.of());
  }

  /// Repeats nothing of the line: where it names no columns, it is a receiver with its password.
  private static void refuseWithout(String column, List<String> columns) {
    if (!columns.contains(column)) {
      throw ListFormat.unreadable(
          "the first line names the columns, of which name and url are needed; there is no %s among"
                  .formatted(column)
              + " its %d columns".formatted(columns.size()));
    }
  }

  private static RuntimeException unreadable(IOException e) {
    return ListFormat.unreadable("the document is not CSV: " + e.getMessage());
  }

  /// The line, from 1, on which the record begins whose search began at a position.
  private static int line(String document, int position) {
    int line = 1;
    for (int n = 0; n < document.length(); n++) {
      char c = document.charAt(n);
      if (n >= position && c != '\n' && c != '\r') {
        return line;
      }
      line += c == '\n' ? 1 : 0;
    }
    return line;
  }

  private static Map<String, String> fields(List<String> columns, CSVRecord record, int line) {
    if (record.size() != columns.size()) {
      throw ListFormat.unreadable(
          "line %d has %d values, and the first line names %d columns"
              .formatted(line, record.size(), columns.size()));
    }
    Map<String, String> fields = new HashMap<>();
    for (int n = 0; n < columns.size(); n++) {
      if (!record.get(n).isEmpty()) {
        fields.put(columns.get(n), record.get(n));
      }
    }
    return fields;
  }
}
