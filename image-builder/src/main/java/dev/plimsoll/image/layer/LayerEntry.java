package dev.plimsoll.image.layer;

/** What one layer says about one path (OCI image-spec 1.1, layer.md). */
sealed interface LayerEntry {
  String path();

  /** Something to place, over what lower layers have there. */
  record Addition(String path, Node node) implements LayerEntry {}

  /** A hard link to a file of this or a lower layer. */
  record Link(String path, String target) implements LayerEntry {}

  /** {@code .wh.NAME}: hides {@code hidden} of lower layers and all below it. */
  record Whiteout(String path, String hidden) implements LayerEntry {}

  /** {@code .wh..wh..opq}: hides everything of lower layers below {@code directory}. */
  record Opaque(String path, String directory) implements LayerEntry {}

  /** A directory that no entry describes, though others lie below it. */
  record Implied(String path) implements LayerEntry {}
}
