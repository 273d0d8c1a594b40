package dev.plimsoll.image.layer;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.LayerEntry.Addition;
import dev.plimsoll.image.layer.LayerEntry.Implied;
import dev.plimsoll.image.layer.LayerEntry.Link;
import dev.plimsoll.image.layer.LayerEntry.Opaque;
import dev.plimsoll.image.layer.LayerEntry.Whiteout;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.util.List;

/**
 * Lays the layers of one component over each other, lowest first (OCI image-spec 1.1, layer.md
 * "Applying Changesets"). Within a layer order does not matter: whiteouts hide what lower layers
 * have, then everything else is placed, hard links last.
 *
 * <p>A later layer's directory keeps what lies below and changes the attributes; its file or link
 * replaces whatever was there. Not thread-safe.
 */
public final class Overlay {
  private final TreeBuilder tree = new TreeBuilder();

  /**
   * Lays {@code layer} over what is there.
   *
   * @param what names the layer in messages and as the origin of its files
   * @throws LayerException when it does not fit what lies below it
   */
  public Overlay lay(LayerIndex layer, String what) throws IOException {
    for (LayerEntry entry : layer.entries()) {
      hide(entry);
    }
    for (LayerEntry entry : layer.entries()) {
      if (entry instanceof Addition a && UsrMerge.isCandidate(a.path())) {
        tree.put(a.path(), a.node(), what);
      }
    }
    for (LayerEntry entry : layer.entries()) {
      if (entry instanceof Addition a && !UsrMerge.isCandidate(a.path())) {
        tree.put(a.path(), a.node(), what);
      }
    }
    for (LayerEntry entry : layer.entries()) {
      if (entry instanceof Link link) {
        link(link, what);
      }
    }
    requireOneEach(layer, what);
    return this;
  }

  /** {@code lib/a} and {@code usr/lib/a} are one file when {@code lib} leads to {@code usr/lib}. */
  private void requireOneEach(LayerIndex layer, String what) throws LayerException {
    for (LayerEntry entry : tree.isMerged() ? layer.entries() : List.<LayerEntry>of()) {
      if (entry instanceof Addition a
          && !(a.node() instanceof Directory)
          && tree.find(a.path()).filter(n -> n == a.node()).isEmpty()) {
        throw new LayerException(
            what
                + ": the entry "
                + FormatException.quote(a.path())
                + " stands twice in the layer, once below /usr");
      }
    }
  }

  private void hide(LayerEntry entry) {
    switch (entry) {
      case Whiteout w -> tree.remove(w.hidden());
      case Opaque o -> tree.removeBelow(o.directory());
      case Addition a -> {}
      case Link l -> {}
      case Implied i -> {}
    }
  }

  private void link(Link link, String what) throws IOException {
    RegularFile target =
        tree.find(link.target())
            .filter(RegularFile.class::isInstance)
            .map(RegularFile.class::cast)
            .orElseThrow(
                () ->
                    new LayerException(
                        what
                            + ": the entry "
                            + FormatException.quote(link.path())
                            + " is a hard link to "
                            + FormatException.quote(link.target())
                            + ", which is no file of the component"));
    tree.put(link.path(), target, what);
  }

  /** Everything laid so far. */
  public FileTree tree() {
    return tree.build();
  }
}
