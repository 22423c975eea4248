package io.heimdall.client.cli.artifact;

import com.google.protobuf.util.Durations;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.ArtifactAmount;
import io.heimdall.v1.ArtifactCalls;
import io.heimdall.v1.ArtifactFailures;
import io.heimdall.v1.ArtifactHoldings;
import io.heimdall.v1.ArtifactTraffic;
import io.heimdall.v1.ArtifactTransfers;
import io.heimdall.v1.ArtifactTypeAmount;
import io.heimdall.v1.ArtifactTypeTraffic;
import io.heimdall.v1.ArtifactUsageDay;
import io.heimdall.v1.ArtifactUserUsage;
import io.heimdall.v1.GetArtifactUsageResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Tells how the store of artifacts is used.
public final class UsageText {

  private static final String OTHERS = "(others)";

  private UsageText() {}

  /// Tells all of it.
  ///
  /// @param usage the usage
  /// @return lines, and tables of several lines
  public static List<String> lines(GetArtifactUsageResponse usage) {
    var lines = new ArrayList<String>();
    ArtifactHoldings holdings = usage.getHoldings();
    lines.add(
        "usage of %s, %s to %s (UTC)"
            .formatted(
                usage.getUser().isEmpty() ? "everybody" : Text.oneLine(usage.getUser()),
                day(usage.getStartTime()),
                day(usage.getEndTime()).minusDays(1)));
    lines.add("kept: " + amount(holdings.getKept()));
    lines.add("deleted, not removed yet: " + amount(holdings.getDeleted()));
    lines.add(
        "uploads under way: %d, %s safe"
            .formatted(holdings.getOpenUploadCount(), Units.size(holdings.getOpenUploadBytes())));
    addUnlessEmpty(lines, kept(holdings.getContentTypesList()), holdings.getContentTypesCount());
    addUnlessEmpty(lines, types(usage.getContentTypesList()), usage.getContentTypesCount());
    addUnlessEmpty(lines, days(usage.getDaysList()), usage.getDaysCount());
    long failures = usage.getCallsList().stream().mapToLong(ArtifactCalls::getFailureCount).sum();
    addUnlessEmpty(lines, failures(usage.getCallsList()), failures);
    addUnlessEmpty(lines, users(usage.getUsersList()), usage.getUsersCount());
    return lines;
  }

  private static void addUnlessEmpty(List<String> lines, Table table, long rows) {
    if (rows > 0) {
      lines.add("");
      lines.add(table.toString());
    }
  }

  private static LocalDate day(com.google.protobuf.Timestamp time) {
    return LocalDate.ofInstant(WireTimes.instant(time), ZoneOffset.UTC);
  }

  private static String amount(ArtifactAmount amount) {
    return "%d artifacts, %d versions, %s, %s in the store"
        .formatted(
            amount.getArtifactCount(),
            amount.getVersionCount(),
            Units.size(amount.getContentBytes()),
            Units.size(amount.getStoredBytes()));
  }

  private static Table kept(List<ArtifactTypeAmount> types) {
    Table table =
        new Table()
            .text("KEPT TYPE")
            .number("ARTIFACTS")
            .number("VERSIONS")
            .number("SIZE")
            .number("STORED");
    types.forEach(type ->
        table.row(
            orOthers(type.getContentType()),
            Long.toString(type.getAmount().getArtifactCount()),
            Long.toString(type.getAmount().getVersionCount()),
            Units.size(type.getAmount().getContentBytes()),
            Units.size(type.getAmount().getStoredBytes())));
    return table;
  }

  private static Table types(List<ArtifactTypeTraffic> types) {
    Table table = traffic(new Table().text("MOVED TYPE"));
    types.forEach(
        type -> table.row(cells(type.getTraffic(), orOthers(type.getContentType()), List.of())));
    return table;
  }

  private static Table days(List<ArtifactUsageDay> days) {
    Table table = traffic(new Table().text("DAY (UTC)")).number("CALLS").number("FAILED");
    days.forEach(day ->
        table.row(
            cells(
                day.getTraffic(),
                day(day.getStartTime()).toString(),
                List.of(Long.toString(day.getCallCount()), Long.toString(day.getFailureCount())))));
    return table;
  }

  private static Table users(List<ArtifactUserUsage> users) {
    Table table =
        traffic(new Table().text("USER"))
            .number("CALLS")
            .number("FAILED")
            .number("ARTIFACTS")
            .number("SIZE")
            .number("STORED");
    users.forEach(user ->
        table.row(
            cells(
                user.getTraffic(),
                orOthers(user.getUser()),
                List.of(
                    Long.toString(user.getCallCount()),
                    Long.toString(user.getFailureCount()),
                    Long.toString(user.getKept().getArtifactCount()),
                    Units.size(user.getKept().getContentBytes()),
                    Units.size(user.getKept().getStoredBytes())))));
    return table;
  }

  private static Table traffic(Table table) {
    return table
        .number("UPLOADS")
        .number("SENT")
        .number("RATE")
        .number("BY URL")
        .number("SENT")
        .number("DOWNLOADS")
        .number("FETCHED")
        .number("RATE");
  }

  private static String[] cells(ArtifactTraffic traffic, String first, List<String> last) {
    var cells = new ArrayList<String>();
    cells.add(first);
    cells.add(Long.toString(traffic.getUploads().getCount()));
    cells.add(Units.size(traffic.getUploads().getBytes()));
    cells.add(rate(traffic.getUploads()));
    cells.add(Long.toString(traffic.getSignedUploads().getCount()));
    cells.add(Units.size(traffic.getSignedUploads().getBytes()));
    cells.add(Long.toString(traffic.getDownloads().getCount()));
    cells.add(Units.size(traffic.getDownloads().getBytes()));
    cells.add(rate(traffic.getDownloads()));
    cells.addAll(last);
    return cells.toArray(String[]::new);
  }

  private static String rate(ArtifactTransfers transfers) {
    long micros = Durations.toMicros(transfers.getTime());
    return transfers.getBytes() == 0 || micros == 0
        ? Text.NONE
        : Units.size(Math.round(transfers.getBytes() * 1e6 / micros)) + "/s";
  }

  private static Table failures(List<ArtifactCalls> calls) {
    Table table =
        new Table().text("FAILED METHOD").text("REASON").number("FAILURES").number("OF CALLS");
    for (ArtifactCalls method : calls) {
      for (ArtifactFailures failures : method.getFailuresList()) {
        table.row(
            method.getMethod(),
            failures.getReason(),
            Long.toString(failures.getCount()),
            Long.toString(method.getCount()));
      }
    }
    return table;
  }

  private static String orOthers(String name) {
    return name.isEmpty() ? OTHERS : name;
  }
}
