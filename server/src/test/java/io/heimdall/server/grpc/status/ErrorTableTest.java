package io.heimdall.server.grpc.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorTableTest {
  private static final Pattern ROW = Pattern.compile("^\\| ([A-Z_]+) \\| ([A-Z_]+) \\|.*");

  @Test
  void isTheListTheServerHoldsItselfTo() throws IOException {
    assertThat(published()).isEqualTo(ReasonCodes.all());
  }

  @Test
  void givesEachKindOfFailureItsCode() {
    assertThat(Failure.class.getPermittedSubclasses())
        .allSatisfy(kind ->
            assertThat(Arrays.stream(Reason.values()).map(Reason::kind))
                .as("a reason of " + kind.getSimpleName())
                .anyMatch(kind::equals));
    assertThat(ReasonCodes.all().values()).doesNotContain(Status.Code.UNKNOWN, Status.Code.OK);
  }

  private static Map<String, Status.Code> published() throws IOException {
    Path readme = Path.of("../proto/README.md");
    var codes = new TreeMap<String, Status.Code>();
    for (String line :
        Files.readAllLines(Files.exists(readme) ? readme : Path.of("proto/README.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        codes.put(row.group(1), Status.Code.valueOf(row.group(2)));
      }
    }
    return codes;
  }
}
