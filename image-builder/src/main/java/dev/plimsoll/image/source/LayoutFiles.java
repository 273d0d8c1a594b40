package dev.plimsoll.image.source;

import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The files of an image layout, in a directory or in an archive. */
interface LayoutFiles {
  Optional<Content> find(String path) throws IOException;

  /** Files of a directory; symbolic links are not followed. */
  static LayoutFiles in(Path directory) {
    return path -> {
      Path file = directory.resolve(path);
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(new Content.Stretch(file, 0, Files.size(file)))
          : Optional.empty();
    };
  }

  /** Files of an archive that was read into a tree. */
  static LayoutFiles in(FileTree tree) {
    return path -> tree.findFile(path).map(RegularFile::content);
  }
}
