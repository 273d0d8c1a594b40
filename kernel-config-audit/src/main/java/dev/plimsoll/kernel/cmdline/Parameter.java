package dev.plimsoll.kernel.cmdline;

/**
 * One parameter as the kernel sees it.
 *
 * @param name as written, quotes removed
 * @param value after {@code =}, quotes removed; empty when there is none
 * @param assigned whether there was a {@code =}
 * @param line counted from 1, inside the given text
 * @param column counted from 1, in bytes
 */
public record Parameter(String name, String value, boolean assigned, int line, int column) {
  /** As in the command line, without quotes. */
  @Override
  public String toString() {
    return assigned ? name + "=" + value : name;
  }
}
