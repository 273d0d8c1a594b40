package dev.plimsoll.kernel.kconfig;

/**
 * How much a kernel source tree may ask of the reader. Linux 7.2 has 1,900 Kconfig files with 7 MB,
 * 20,000 symbols, a source depth of 6.
 *
 * @param fileBytes of one Kconfig file
 * @param treeBytes of all Kconfig files together
 * @param files Kconfig files, counted each time one is sourced
 * @param sourceDepth files that source one another
 * @param blockDepth open {@code menu}, {@code if} and {@code choice} blocks
 * @param definitions of symbols
 * @param expressionDepth of operators and parentheses
 * @param macroDepth of references that expand to references
 * @param expansionChars of one expanded reference
 * @param expansions references expanded in one tree
 */
public record KconfigLimits(
    int fileBytes,
    long treeBytes,
    int files,
    int sourceDepth,
    int blockDepth,
    int definitions,
    int expressionDepth,
    int macroDepth,
    int expansionChars,
    int expansions) {
  public static final KconfigLimits STANDARD =
      new KconfigLimits(4 << 20, 256L << 20, 20_000, 50, 200, 200_000, 400, 60, 1 << 16, 1_000_000);
}
