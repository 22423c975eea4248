package io.heimdall.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// Which package may know which: the arrows of docs/architecture.md, for `client`.
class ArrowsTest {
  private static final JavaClasses CLIENT_CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.heimdall.client");

  @Test
  void theClientKnowsOnlyTheContract() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.heimdall.server..", "io.heimdall.db..")
        .check(CLIENT_CLASSES);
  }

  @Test
  void theLibraryDoesNotKnowTheCommand() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.heimdall.client.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.heimdall.client.cli..", "picocli..")
        .check(CLIENT_CLASSES);
  }
}
