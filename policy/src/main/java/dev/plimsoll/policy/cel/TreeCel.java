package dev.plimsoll.policy.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Expression;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.cel.BoundedCel.Compiled;
import dev.plimsoll.policy.facts.TreeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compiles the CEL of tree rules: {@code tree.containers()}, {@code tree.files('setuid')}, {@code
 * tree.name()}, {@code tree.arch()}, {@code LIST.join(', ')}; with {@code each}, {@code item} is an
 * element of the list.
 *
 * <p>Bounded as {@link BoundedCel} says, and by 1,000,000 iterations an expression. Thread-safe;
 * costly to make.
 */
public final class TreeCel {
  private static final int MAX_ITERATIONS = 1_000_000;

  static final String TREE = "tree";
  static final String ITEM = "item";

  private static final OpaqueType TYPE = OpaqueType.create("plimsoll.Tree");
  private static final CelType ELEMENTS =
      ListType.create(MapType.create(SimpleType.STRING, SimpleType.DYN));

  private final CelCompiler lists;
  private final CelCompiler booleans;
  private final CelCompiler strings;
  private final CelCompiler itemBooleans;
  private final CelCompiler itemStrings;
  private final BoundedCel cel;

  public TreeCel() {
    CelOptions options = BoundedCel.options(MAX_ITERATIONS);
    lists = compiler(options, ListType.create(SimpleType.DYN), Item.ABSENT);
    booleans = compiler(options, SimpleType.BOOL, Item.ABSENT);
    strings = compiler(options, SimpleType.STRING, Item.ABSENT);
    itemBooleans = compiler(options, SimpleType.BOOL, Item.GIVEN);
    itemStrings = compiler(options, SimpleType.STRING, Item.GIVEN);
    cel = new BoundedCel(itemBooleans, runtime(options), Set.of(TREE));
  }

  private enum Item {
    GIVEN,
    ABSENT
  }

  /**
   * Parses, type-checks and bounds a rule's expressions.
   *
   * @throws FormatException located at the expression, with line and column inside it
   */
  public TreeAssertion compile(Rule.Assertion rule) throws FormatException {
    boolean each = rule.each().isPresent();
    return new TreeAssertion(
        compile(booleans, rule.when()),
        compile(lists, rule.each()),
        cel.compile(each ? itemBooleans : booleans, rule.assertion()),
        compile(each ? itemStrings : strings, rule.message()));
  }

  private Optional<Compiled> compile(CelCompiler compiler, Optional<Expression> expression)
      throws FormatException {
    return expression.isEmpty()
        ? Optional.empty()
        : Optional.of(cel.compile(compiler, expression.get()));
  }

  private static CelCompiler compiler(CelOptions options, CelType result, Item item) {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar(TREE, TYPE)
            .setResultType(result);
    if (item == Item.GIVEN) {
      builder.addVar(ITEM, SimpleType.DYN);
    }
    return builder
        .addFunctionDeclarations(
            member("containers", ELEMENTS),
            CelFunctionDecl.newFunctionDeclaration(
                "files",
                CelOverloadDecl.newMemberOverload("tree_files", ELEMENTS, TYPE, SimpleType.STRING)),
            CelFunctionDecl.newFunctionDeclaration(
                "join",
                CelOverloadDecl.newMemberOverload(
                    "list_join",
                    SimpleType.STRING,
                    ListType.create(SimpleType.DYN),
                    SimpleType.STRING)),
            member("name", SimpleType.STRING),
            member("arch", SimpleType.STRING))
        .build();
  }

  private static CelFunctionDecl member(String name, CelType result) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload("tree_" + name, result, TYPE));
  }

  private static CelRuntime runtime(CelOptions options) {
    return CelRuntimeFactory.plannerRuntimeBuilder()
        .setOptions(options)
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "containers",
                CelFunctionBinding.from("tree_containers", TreeFacts.class, TreeCel::containers)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "files",
                CelFunctionBinding.from(
                    "tree_files", TreeFacts.class, String.class, TreeCel::files)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "join",
                CelFunctionBinding.from("list_join", List.class, String.class, TreeCel::join)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "name",
                CelFunctionBinding.from("tree_name", TreeFacts.class, TreeFacts::imageName)))
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "arch", CelFunctionBinding.from("tree_arch", TreeFacts.class, TreeFacts::arch)))
        .build();
  }

  private static List<Map<String, Object>> containers(TreeFacts tree) {
    return tree.containers();
  }

  private static String join(List<?> items, String separator) {
    return items.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }

  private static List<Map<String, Object>> files(TreeFacts tree, String kind) {
    return tree.files(kind);
  }
}
