package io.roster;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;

/**
 * The packages are as their package-info.java says, and nothing goes round in a circle.
 */
class ModularityTests {

	private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.roster");

	@Test
	void packagesUseOnlyWhatTheyDeclare() {
		ApplicationModules.of(RosterApplication.class).verify();
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("io.roster.(*)..").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void packagesAreFlatAndNullMarked() {
		ArchRuleDefinition.classes().should().resideInAnyPackage("io.roster", "io.roster.*").check(this.classes);
		ArchRuleDefinition.classes()
			.that()
			.haveSimpleName("package-info")
			.should()
			.beAnnotatedWith(NullMarked.class)
			.check(this.classes);
	}

	@Test
	void onlyTheSandboxKnowsKafkasServer() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.roster.sandbox")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..")
			.check(this.classes);
	}

}
