package dev.plimsoll.kernel.kconfig;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The build machine that is assumed when there is no configuration: GCC 14, binutils 2.44. */
final class Tooling {
  private static final Map<String, String> GCC =
      Map.ofEntries(
          Map.entry("CC_IS_GCC", "y"),
          Map.entry("CC_IS_CLANG", "n"),
          Map.entry("GCC_VERSION", "140200"),
          Map.entry("CLANG_VERSION", "0"),
          Map.entry("AS_IS_GNU", "y"),
          Map.entry("AS_IS_LLVM", "n"),
          Map.entry("AS_VERSION", "24400"),
          Map.entry("LD_IS_BFD", "y"),
          Map.entry("LD_IS_LLD", "n"),
          Map.entry("LD_VERSION", "24400"),
          Map.entry("LLD_VERSION", "0"),
          Map.entry("RUST_IS_AVAILABLE", "n"),
          Map.entry("RUSTC_VERSION", "0"),
          Map.entry("RUSTC_LLVM_VERSION", "0"),
          Map.entry("GCC_ASM_GOTO_OUTPUT_BROKEN", "n"),
          Map.entry("PAHOLE_VERSION", "128"));

  /** What only Clang, or only LLVM's linker, can do. */
  private static final Pattern NOT_GCC =
      Pattern.compile(
          "kcfi|-mllvm|-flto|undefined-trap-on-error|minimal-runtime|lld|array-bounds|local-bounds"
              + "|signed-integer-wrap|randomize-layout-seed|[Cc]lang|LLVM");

  private Tooling() {}

  /** Whether a probe that stands in an expression is taken to succeed. */
  static boolean succeeds(String probe) {
    return !NOT_GCC.matcher(probe).find();
  }

  /** What such a machine answers for a symbol; empty: y, or nothing. */
  static Optional<String> gcc(String symbol) {
    return Optional.ofNullable(GCC.get(symbol));
  }
}
