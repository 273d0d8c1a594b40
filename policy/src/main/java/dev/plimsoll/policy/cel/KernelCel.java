package dev.plimsoll.policy.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.FieldReader;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.cel.BoundedCel.Compiled;
import dev.plimsoll.policy.facts.CommandLineFacts;
import dev.plimsoll.policy.facts.KconfigFacts;
import dev.plimsoll.policy.facts.KernelFacts;
import dev.plimsoll.policy.facts.SysctlFacts;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles the CEL of kernel rules.
 *
 * <p>Facts are opaque objects with functions: {@code kconfig.enabled('CONFIG_X')}, {@code
 * .value(…)}, {@code .has(…)}; {@code cmdline.has(…)}, {@code .value(…)}; {@code sysctl.has(…)},
 * {@code .value(…)}; {@code kernel.version()}, {@code .arch()}, {@code .atLeast('6.6')}.
 *
 * <p>Bounded: 10,000 characters, depth 20, 10,000 iterations, regular expressions of 1,000
 * instructions (RE2, linear). No I/O is reachable from an expression. Thread-safe; costly to make.
 */
public final class KernelCel {
  private static final int MAX_ITERATIONS = 10_000;

  /** Names that an expression may use for the surfaces of a kernel. */
  private static final Set<String> SURFACES = Set.of("kconfig", "cmdline", "sysctl");

  private static final OpaqueType KCONFIG = OpaqueType.create("plimsoll.Kconfig");
  private static final OpaqueType CMDLINE = OpaqueType.create("plimsoll.CommandLine");
  private static final OpaqueType SYSCTL = OpaqueType.create("plimsoll.Sysctl");
  private static final OpaqueType KERNEL = OpaqueType.create("plimsoll.Kernel");

  private final CelCompiler booleans;
  private final CelCompiler strings;
  private final BoundedCel cel;

  public KernelCel() {
    CelOptions options = BoundedCel.options(MAX_ITERATIONS);
    booleans = compiler(options, SimpleType.BOOL);
    strings = compiler(options, SimpleType.STRING);
    cel = new BoundedCel(booleans, runtime(options), SURFACES);
  }

  /**
   * Parses, type-checks and bounds a rule's expressions.
   *
   * @throws FormatException located at the expression, with line and column inside it
   */
  public CelAssertion compile(Rule.Assertion rule) throws FormatException {
    if (rule.each().isPresent()) {
      throw FieldReader.error(
          rule.each().get().at(), "\"each\" needs facts that are lists; a kernel has none");
    }
    Optional<Compiled> when =
        rule.when().isEmpty()
            ? Optional.empty()
            : Optional.of(cel.compile(booleans, rule.when().get()));
    Compiled assertion = cel.compile(booleans, rule.assertion());
    Optional<Compiled> message =
        rule.message().isEmpty()
            ? Optional.empty()
            : Optional.of(cel.compile(strings, rule.message().get()));
    return new CelAssertion(when, assertion, message);
  }

  private static CelCompiler compiler(CelOptions options, CelType result) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("kconfig", KCONFIG)
            .addVar("cmdline", CMDLINE)
            .addVar("sysctl", SYSCTL)
            .addVar("kernel", KERNEL)
            .setResultType(result);
    return builder
        .addFunctionDeclarations(
            CelFunctionDecl.newFunctionDeclaration(
                "enabled", member("kconfig_enabled", SimpleType.BOOL, KCONFIG)),
            CelFunctionDecl.newFunctionDeclaration(
                "value",
                member("kconfig_value", SimpleType.STRING, KCONFIG),
                member("cmdline_value", SimpleType.STRING, CMDLINE),
                member("sysctl_value", SimpleType.STRING, SYSCTL)),
            CelFunctionDecl.newFunctionDeclaration(
                "has",
                member("kconfig_has", SimpleType.BOOL, KCONFIG),
                member("cmdline_has", SimpleType.BOOL, CMDLINE),
                member("sysctl_has", SimpleType.BOOL, SYSCTL)),
            CelFunctionDecl.newFunctionDeclaration(
                "atLeast", member("kernel_atLeast", SimpleType.BOOL, KERNEL)),
            CelFunctionDecl.newFunctionDeclaration(
                "version",
                CelOverloadDecl.newMemberOverload("kernel_version", SimpleType.STRING, KERNEL)),
            CelFunctionDecl.newFunctionDeclaration(
                "arch",
                CelOverloadDecl.newMemberOverload("kernel_arch", SimpleType.STRING, KERNEL)))
        .build();
  }

  private static CelOverloadDecl member(String id, CelType result, CelType self) {
    return CelOverloadDecl.newMemberOverload(id, result, self, SimpleType.STRING);
  }

  private static CelRuntime runtime(CelOptions options) {
    CelRuntimeBuilder builder = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(options);
    return builder
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "enabled",
                CelFunctionBinding.from(
                    "kconfig_enabled", KconfigFacts.class, String.class, KconfigFacts::enabled)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "value",
                CelFunctionBinding.from(
                    "kconfig_value", KconfigFacts.class, String.class, KconfigFacts::value),
                CelFunctionBinding.from(
                    "cmdline_value", CommandLineFacts.class, String.class, CommandLineFacts::value),
                CelFunctionBinding.from(
                    "sysctl_value", SysctlFacts.class, String.class, SysctlFacts::value)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "has",
                CelFunctionBinding.from(
                    "kconfig_has", KconfigFacts.class, String.class, KconfigFacts::has),
                CelFunctionBinding.from(
                    "cmdline_has", CommandLineFacts.class, String.class, CommandLineFacts::has),
                CelFunctionBinding.from(
                    "sysctl_has", SysctlFacts.class, String.class, SysctlFacts::has)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "atLeast",
                CelFunctionBinding.from(
                    "kernel_atLeast",
                    KernelFacts.class,
                    String.class,
                    (k, v) -> known(k.atLeast(v), "version"))))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "version",
                CelFunctionBinding.from(
                    "kernel_version", KernelFacts.class, k -> known(k.version(), "version"))))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "arch",
                CelFunctionBinding.from(
                    "kernel_arch", KernelFacts.class, k -> known(k.arch(), "architecture"))))
        .build();
  }

  private static <T> T known(Optional<T> fact, String what) {
    return fact.orElseThrow(
        () -> new IllegalArgumentException("the kernel's " + what + " is not known"));
  }
}
