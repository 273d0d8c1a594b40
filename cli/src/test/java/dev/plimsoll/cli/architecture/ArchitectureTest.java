package dev.plimsoll.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureTest {
  private static final String ROOT = "dev.plimsoll";
  private static final String PLANTED = ArchitectureTest.class.getPackageName() + ".planted";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(ROOT);

  private static List<ArchRule> rules(String root) {
    HouseRules rules = new HouseRules(root);
    return Stream.of(
            rules.modules(),
            List.of(rules.vertxOnlyInServer(), rules.noInsidesOfFrameworks(), rules.noJackson3()),
            rules.wireLibrariesAreHidden(),
            rules.noCycles(),
            List.of(rules.everyPackageIsNullMarked()))
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void everyModuleIsSeen() {
    assertThat(
            OURS.stream()
                .map(c -> c.getPackageName().replaceFirst("^dev\\.plimsoll\\.([a-z]+).*", "$1"))
                .distinct())
        .contains("formats", "policy", "kernel", "image", "verifier", "signer", "pipeline", "cli");
  }

  @TestFactory
  Stream<DynamicTest> houseRulesHold() {
    return rules(ROOT).stream().map(r -> DynamicTest.dynamicTest(name(r), () -> r.check(OURS)));
  }

  /** Each rule must catch its violation: a rule that cannot fail guards nothing. */
  @TestFactory
  Stream<DynamicTest> plantedViolationsAreCaught() {
    JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
    record Case(String rule, String violation) {}
    return Stream.of(
            new Case("policy may see", "planted.policy.SeesKernel"),
            new Case("formats may see", "planted.formats.SeesPolicy"),
            new Case("signer may see", "planted.signer.SeesPipeline"),
            new Case("Future, Buffer and JsonObject creep", "planted.pipeline.ReturnsVertxFuture"),
            new Case("insides of Vert.x", "planted.server.UsesVertxInsides"),
            new Case("Jackson 3", "planted.report.UsesJackson3"),
            new Case("one strict JSON reader", "planted.report.UsesJackson2"),
            new Case("one strict YAML reader", "planted.image.UsesSnakeYaml"),
            new Case("a cycle makes two packages one", "planted.verifier.a"),
            new Case("NullAway looks at marked packages only", "planted.kernel"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.violation(),
                    () ->
                        assertThat(
                                rules(PLANTED).stream()
                                    .filter(r -> r.getDescription().contains(c.rule()))
                                    .map(r -> r.evaluate(planted))
                                    .filter(
                                        com.tngtech.archunit.lang.EvaluationResult::hasViolation)
                                    .map(r -> r.getFailureReport().toString()))
                            .as("rule \"%s\"", c.rule())
                            .anySatisfy(report -> assertThat(report).contains(c.violation()))));
  }

  private static String name(ArchRule rule) {
    String text = rule.getDescription();
    return text.length() > 100 ? text.substring(0, 100) : text;
  }
}
