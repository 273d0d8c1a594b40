package dev.plimsoll.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/** The rules, for any root package, so that they can be tried on planted violations too. */
final class HouseRules {
  /** Module package to what it may see of the others: ARCHITECTURE.md, "may depend on". */
  private static final Map<String, List<String>> MAY_SEE = new LinkedHashMap<>();

  static {
    MAY_SEE.put("formats", List.of());
    MAY_SEE.put("policy", List.of("formats"));
    MAY_SEE.put("kernel", List.of("policy", "formats"));
    MAY_SEE.put("image", List.of("formats"));
    MAY_SEE.put("verifier", List.of("formats"));
    MAY_SEE.put("signer", List.of("formats", "verifier"));
    MAY_SEE.put("pipeline", List.of("formats", "policy", "kernel", "image", "signer", "verifier"));
    MAY_SEE.put("report", List.of("formats", "policy", "kernel"));
    MAY_SEE.put(
        "server",
        List.of(
            "formats", "policy", "kernel", "image", "verifier", "signer", "pipeline", "report"));
  }

  private final String root;

  /** Rules for the modules below {@code root}, e.g. {@code dev.plimsoll}. */
  HouseRules(String root) {
    this.root = root;
  }

  /** One rule per module: it sees what the architecture lets it see. */
  List<ArchRule> modules() {
    List<ArchRule> rules = new ArrayList<>();
    List<String> all = new ArrayList<>(MAY_SEE.keySet());
    all.add("cli");
    MAY_SEE.forEach(
        (module, seen) -> {
          String[] hidden =
              all.stream()
                  .filter(m -> !m.equals(module) && !seen.contains(m))
                  .map(m -> root + "." + m + "..")
                  .toArray(String[]::new);
          rules.add(
              noClasses()
                  .that()
                  .resideInAPackage(root + "." + module + "..")
                  .should()
                  .dependOnClassesThat(resideInAnyPackage(hidden))
                  .allowEmptyShould(true)
                  .because(
                      module
                          + " may see "
                          + seen
                          + " only; a module that needs another owns a port, and pipeline"
                          + " implements it"));
        });
    return rules;
  }

  /** Vert.x in the server, and in the one class of cli that starts it. */
  ArchRule vertxOnlyInServer() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".server..")
        .and()
        .doNotHaveFullyQualifiedName(root + ".cli.service.ServerStarter")
        .should()
        .dependOnClassesThat(resideInAPackage("io.vertx.."))
        .because(
            "Future, Buffer and JsonObject creep: domain ports block and are called from virtual"
                + " threads, so that the domain outlives the framework");
  }

  ArchRule noInsidesOfFrameworks() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.vertx..impl..", "io.vertx.core.internal..", "io.vertx..spi.."))
        .because("the insides of Vert.x change without notice");
  }

  ArchRule noJackson3() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat(resideInAPackage("tools.jackson.."))
        .because("Jackson 3 is on the class path for Flyway alone; ours is 2, in formats.json");
  }

  /** JSON and YAML libraries are seen by one package each. */
  List<ArchRule> wireLibrariesAreHidden() {
    return List.of(
        noClasses()
            .that()
            .resideInAPackage(root + "..")
            .and()
            .resideOutsideOfPackage(root + ".formats.json..")
            .should()
            .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
            .because("one strict JSON reader for all: no duplicate names, limits"),
        noClasses()
            .that()
            .resideInAPackage(root + "..")
            .and()
            .resideOutsideOfPackage(root + ".formats.yaml..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.snakeyaml..", "org.yaml.."))
            .because("one strict YAML reader for all: positions, no duplicate keys, no types"));
  }

  /** Packages of one module do not go in circles. */
  List<ArchRule> noCycles() {
    List<ArchRule> rules = new ArrayList<>();
    List<String> all = new ArrayList<>(MAY_SEE.keySet());
    all.add("cli");
    for (String module : all) {
      rules.add(
          slices()
              .matching(root + "." + module + ".(*)..")
              .should()
              .beFreeOfCycles()
              .allowEmptyShould(true)
              .because("a cycle makes two packages one that nobody can understand by halves"));
    }
    return rules;
  }

  ArchRule everyPackageIsNullMarked() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + "..templates..") // made by JTE from checked templates
        .should(
            new ArchCondition<>("be in a package marked @NullMarked") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                JavaPackage home = item.getPackage();
                if (!home.isAnnotatedWith(NullMarked.class)) {
                  events.add(
                      SimpleConditionEvent.violated(
                          item, home.getName() + " (of " + item.getName() + ") is not marked"));
                }
              }
            })
        .because("NullAway looks at marked packages only: an unmarked one is unchecked in silence");
  }
}
