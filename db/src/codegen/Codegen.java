import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/// Generates the jOOQ tables from a real PostgreSQL that the migrations have just been run on.
///
/// Run by the build as a single source file with three arguments: the directory of the migrations,
/// the directory to generate into, and this file. It does nothing while migrations and this file
/// are what they were when the output was made.
final class Codegen {

  private static final String PACKAGE = "io.heimdall.db.jooq";

  private Codegen() {}

  public static void main(String[] args) throws Exception {
    Path migrations = Path.of(args[0]);
    Path output = Path.of(args[1]);
    Path stamp = output.resolve("inputs.sha256");
    String inputs = hash(migrations, Path.of(args[2]));
    if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
      return;
    }
    LogManager.getLogManager().getLogger("").setLevel(Level.WARNING);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      migrate(migrations, postgres.getPostgresDatabase());
      generate(postgres.getJdbcUrl("postgres", "postgres"), output);
    }
    Files.writeString(stamp, inputs);
  }

  private static String hash(Path migrations, Path self) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    for (Path file : files(migrations, self)) {
      digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path migrations, Path self) throws IOException {
    try (Stream<Path> found = Files.list(migrations)) {
      var files = new ArrayList<>(found.filter(Files::isRegularFile).sorted().toList());
      files.add(self);
      return files;
    }
  }

  private static void migrate(Path migrations, DataSource database) {
    Flyway.configure().dataSource(database).locations("filesystem:" + migrations).load().migrate();
  }

  private static void generate(String jdbcUrl, Path output) throws Exception {
    var database =
        new Database()
            .withInputSchema("public")
            .withOutputSchemaToDefault(true)
            // jOOQ knows no tsvector; what searches it says so in SQL.
            .withIncludeExcludeColumns(true)
            .withExcludes("flyway_schema_history|artifacts\\.words")
            .withForcedTypes(
                new ForcedType()
                    .withName("INSTANT")
                    .withIncludeTypes("timestamp.* with time zone|timestamptz"),
                new ForcedType()
                    .withUserType("java.lang.String")
                    .withConverter(
                        "org.jooq.Converter.ofNullable(org.jooq.JSONB.class, String.class,"
                            + " org.jooq.JSONB::data, org.jooq.JSONB::jsonb)")
                    .withIncludeTypes("jsonb"));
    var generate =
        new Generate()
            .withRecords(true)
            .withPojos(false)
            .withDaos(false)
            .withRoutines(false)
            .withImplicitJoinPathsToOne(false)
            .withImplicitJoinPathsToMany(false)
            .withImplicitJoinPathsManyToMany(false)
            .withGeneratedAnnotation(false);
    GenerationTool.generate(
        new Configuration()
            .withLogging(Logging.WARN)
            .withJdbc(
                new org.jooq.meta.jaxb.Jdbc().withDriver("org.postgresql.Driver").withUrl(jdbcUrl))
            .withGenerator(
                new Generator()
                    .withDatabase(database)
                    .withGenerate(generate)
                    .withTarget(
                        new Target().withPackageName(PACKAGE).withDirectory(output.toString()))));
  }
}
