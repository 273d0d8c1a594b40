package dev.plimsoll.formats;

/**
 * A place in a text: file as the user named it, line and column counted from 1.
 *
 * <p>Rendered {@code file:line:column}, the form editors jump to.
 */
public record SourcePosition(String file, int line, int column)
    implements Comparable<SourcePosition> {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }

  @Override
  public int compareTo(SourcePosition other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }
}
