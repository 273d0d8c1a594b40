package dev.plimsoll.image.spec;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.SourcePosition;

/**
 * One entry of {@code files:}.
 *
 * @param path in the image, without leading slash, never climbing
 * @param mode permission bits; 0600 for files and 0700 for directories unless given
 */
public record FileSpec(
    Located<String> path, Content content, int mode, int uid, int gid, SourcePosition at) {

  /** What the entry is; exactly one of these stands in the YAML. */
  public sealed interface Content {}

  /** {@code contents:} the text itself. */
  public record Text(Bytes bytes) implements Content {}

  /** {@code metadata:} the whole specification, merged. */
  public record Metadata(Form form) implements Content {
    /** How it is written. */
    public enum Form {
      YAML,
      JSON
    }
  }

  /**
   * {@code source:} a file beside the specification.
   *
   * @param optional a missing file is no error
   */
  public record Source(Located<String> path, boolean optional) implements Content {}

  /** {@code symlink:} its target, taken as it is. */
  public record Link(String target) implements Content {}

  /** {@code directory: true}. */
  public record Directory() implements Content {}
}
