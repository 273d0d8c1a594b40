package dev.plimsoll.image.plan;

import dev.plimsoll.image.layer.FileTree;
import java.util.List;

/**
 * A stage-1 initramfs: it makes a root reachable and hands over to it.
 *
 * @param segments one tree for each segment, each with all its parent directories
 * @param modules names of the modules in it, in insmod order
 */
public record Stage1(List<FileTree> segments, List<String> modules) {
  public Stage1 {
    segments = List.copyOf(segments);
    modules = List.copyOf(modules);
  }
}
