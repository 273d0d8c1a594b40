package dev.plimsoll.image.layer;

/** What stands at a path of a {@link FileTree}. Device nodes, pipes and sockets never do. */
public sealed interface Node {
  Attributes attributes();

  record Directory(Attributes attributes) implements Node {}

  record Symlink(Attributes attributes, String target) implements Node {}

  /** A regular file. Two paths that hold the same instance are hard links of each other. */
  final class RegularFile implements Node {
    private final Attributes attributes;
    private final Content content;

    public RegularFile(Attributes attributes, Content content) {
      this.attributes = attributes;
      this.content = content;
    }

    @Override
    public Attributes attributes() {
      return attributes;
    }

    public Content content() {
      return content;
    }
  }
}
