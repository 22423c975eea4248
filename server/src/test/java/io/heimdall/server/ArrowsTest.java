package io.heimdall.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Which package may know which: the arrows of docs/architecture.md, for `db` and `server`.
class ArrowsTest {
  private static final JavaClasses WRITTEN_CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/io/heimdall/v1/"))
          .withImportOption(location -> !location.contains("/io/heimdall/db/jooq/"))
          .importPackages("io.heimdall.db", "io.heimdall.server");

  @Test
  void dbKnowsNoOtherModule() {
    noClasses()
        .that()
        .resideInAPackage("io.heimdall.db..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.heimdall.v1..", "io.heimdall.server..", "io.heimdall.client..")
        .check(WRITTEN_CLASSES);
  }

  @Test
  void sqlStaysInDb() {
    onlyIn("io.heimdall.db..", "org.jooq..", "org.flywaydb..", "com.zaxxer..");
  }

  @Test
  void grpcStaysAtTheEdge() {
    noClasses()
        .that()
        // The chaos harness is a client of servers in other processes.
        .resideOutsideOfPackages(
            "io.heimdall.server", "io.heimdall.server.grpc..", "io.heimdall.server.chaos..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.heimdall.v1..", "com.google.protobuf..")
        .check(WRITTEN_CLASSES);
  }

  @Test
  void theObjectStoreClientStaysInStorage() {
    onlyIn("io.heimdall.server.storage..", "software.amazon.awssdk..");
  }

  @Test
  void theSchedulerStaysInSchedule() {
    onlyIn("io.heimdall.server.schedule..", "com.github.kagkarlsson..");
  }

  @Test
  void embeddedServersStayInEmbedded() {
    onlyIn("io.heimdall.server.embedded..", "io.zonky..", "org.gaul..");
  }

  @Test
  void incubatingVectorsStayInOnePackage() {
    onlyIn("io.heimdall.server.dsp.vector..", "jdk.incubator..");
  }

  @Test
  void dspKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage("io.heimdall.server.dsp..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.heimdall.server.dsp..",
            "java..",
            "jdk.incubator.vector..",
            "org.jtransforms..",
            "org.jspecify..")
        .allowEmptyShould(true)
        .check(WRITTEN_CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.heimdall.server.(*)..").should().beFreeOfCycles().check(WRITTEN_CLASSES);
    slices()
        .matching("io.heimdall.db.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(WRITTEN_CLASSES);
  }

  @Test
  void nothingWaitsBySleeping() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(WRITTEN_CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    Stream<JavaPackage> packages = WRITTEN_CLASSES.stream().map(JavaClass::getPackage).distinct();

    assertThat(packages).allMatch(each -> each.isAnnotatedWith(NullMarked.class));
  }

  private static void onlyIn(String home, String... foreign) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(foreign)
        .check(WRITTEN_CLASSES);
  }
}
