package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Alpine's list of installed packages, of all init components together: each brings its own, and
 * the root has the packages of all.
 */
final class ApkDatabase {
  private static final Set<String> PATHS =
      Set.of("lib/apk/db/installed", "usr/lib/apk/db/installed");
  private static final int MAX_SIZE = 32 << 20;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private Optional<String> path = Optional.empty();
  private String origin = "";

  /** Takes {@code node} when it is such a list; then it must not be added to the root. */
  boolean takes(String at, Node node, String from) throws IOException {
    if (!PATHS.contains(at) || !(node instanceof RegularFile file)) {
      return false;
    }
    byte[] text = file.content().read(MAX_SIZE).toArray();
    if (lines.size() + text.length > MAX_SIZE) {
      throw new LayerException(from + ": the apk databases are over " + MAX_SIZE + " bytes");
    }
    lines.write(text);
    endRecord(text);
    path = path.or(() -> Optional.of(at));
    origin = from;
    return true;
  }

  /** A blank line ends a record; without one the next list's first package would be lost in it. */
  private void endRecord(byte[] text) {
    int length = text.length;
    if (length > 0 && text[length - 1] != '\n') {
      lines.write('\n');
      lines.write('\n');
    } else if (length > 1 && text[length - 2] != '\n') {
      lines.write('\n');
    }
  }

  /** Writes the sum where the first component had its own. */
  void addTo(TreeBuilder root) throws IOException {
    if (path.isPresent()) {
      root.add(
          path.get(),
          new RegularFile(
              Attributes.generated(0644), new Content.Inline(Bytes.copyOf(lines.toByteArray()))),
          origin);
    }
  }
}
