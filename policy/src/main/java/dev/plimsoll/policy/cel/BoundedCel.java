package dev.plimsoll.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.Program;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.AstDepthLimitValidator;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Expression;
import dev.plimsoll.policy.FieldReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compiles expressions within bounds: 10,000 characters, depth 20, regular expressions of 1,000
 * instructions, and as many iterations as the facts of a target ask for. Thread-safe.
 */
final class BoundedCel {
  private static final int MAX_CHARACTERS = 10_000;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_REGEX = 1_000;

  private final CelRuntime runtime;
  private final CelValidator validator;
  private final Set<String> surfaces;

  /**
   * @param compiler any one of the target's
   * @param surfaces names of variables that an expression is asked about
   */
  BoundedCel(CelCompiler compiler, CelRuntime runtime, Set<String> surfaces) {
    this.runtime = runtime;
    this.surfaces = surfaces;
    this.validator =
        CelValidatorFactory.standardCelValidatorBuilder(compiler, runtime)
            .addAstValidators(AstDepthLimitValidator.newInstance(MAX_DEPTH))
            .build();
  }

  static CelOptions options(int maxIterations) {
    return CelOptions.current()
        .enableHeterogeneousNumericComparisons(true)
        .maxExpressionCodePointSize(MAX_CHARACTERS)
        .comprehensionMaxIterations(maxIterations)
        .maxRegexProgramSize(MAX_REGEX)
        .build();
  }

  /** An expression that is ready to run, with the surfaces that it mentions. */
  record Compiled(Program program, Set<String> surfaces) {}

  /**
   * @throws FormatException located at the expression, with line and column inside it
   */
  Compiled compile(CelCompiler compiler, Expression e) throws FormatException {
    try {
      CelValidationResult result = compiler.compile(e.text());
      if (result.hasError()) {
        throw error(e, result.getErrors());
      }
      CelAbstractSyntaxTree ast = result.getAst();
      CelValidationResult valid = validator.validate(ast);
      if (valid.hasError()) {
        throw error(e, valid.getErrors());
      }
      return new Compiled(runtime.createProgram(ast), mentioned(ast));
    } catch (CelValidationException | CelEvaluationException x) {
      throw new FormatException(e.at() + ": CEL: " + oneLine(String.valueOf(x.getMessage())), x);
    } catch (StackOverflowError x) {
      // a regular expression can overflow the parser before its size is checked
      throw new FormatException(e.at() + ": CEL: expression too deep", x);
    }
  }

  private static FormatException error(Expression e, List<CelIssue> issues) {
    CelIssue first = issues.getFirst();
    return FieldReader.error(
        e.at(),
        "CEL, line "
            + Math.max(1, first.getSourceLocation().getLine())
            + " column "
            + (first.getSourceLocation().getColumn() + 1)
            + " of the expression: "
            + oneLine(first.getMessage()));
  }

  static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > FormatException.MAX_QUOTED
        ? line.substring(0, FormatException.MAX_QUOTED) + "…"
        : line;
  }

  private Set<String> mentioned(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .filter(n -> n.getKind() == CelExpr.ExprKind.Kind.IDENT)
        .map(n -> n.expr().ident().name())
        .filter(surfaces::contains)
        .collect(Collectors.toUnmodifiableSet());
  }
}
