package dev.plimsoll.kernel.kconfig;

/** An open {@code menu}, {@code if} or {@code choice}, or the whole tree. Not thread-safe. */
final class Block {
  enum Kind {
    TREE("tree"),
    MENU("menu"),
    IF("if"),
    CHOICE("choice");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }

  final Kind kind;
  final Line start;

  /** Everything that must hold for what stands inside. */
  int depends;

  /** Everything that must hold for prompts inside to be shown. */
  int visible;

  /** Number of the choice that this is, or is inside of. */
  int choice;

  Block(Kind kind, Line start, int depends, int visible, int choice) {
    this.kind = kind;
    this.start = start;
    this.depends = depends;
    this.visible = visible;
    this.choice = choice;
  }
}
