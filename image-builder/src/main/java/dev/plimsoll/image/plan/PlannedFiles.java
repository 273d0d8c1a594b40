package dev.plimsoll.image.plan;

import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerFile;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** The files on disk that a plan's contents are stretches of. */
public final class PlannedFiles {
  private PlannedFiles() {}

  /**
   * Compares the files with what they were when their layers were checked. Called when everything
   * was written and nothing has its name yet: a file of the store that somebody wrote into
   * meanwhile is in no output.
   *
   * @throws dev.plimsoll.image.store.DigestMismatchException naming the file that was changed
   */
  public static void requireUnchanged(BuildPlan plan) throws IOException {
    Set<LayerFile> files = Collections.newSetFromMap(new IdentityHashMap<>());
    add(plan.root(), files);
    plan.stage1().values().forEach(s -> s.segments().forEach(tree -> add(tree, files)));
    plan.kernel()
        .ifPresent(
            kernel -> {
              add(kernel.files().image(), files);
              kernel.files().config().ifPresent(f -> add(f, files));
              kernel.files().microcode().ifPresent(f -> add(f, files));
            });
    for (LayerFile file : files) {
      file.requireUnchanged();
    }
  }

  private static void add(FileTree tree, Set<LayerFile> files) {
    tree.entries()
        .values()
        .forEach(
            placed -> {
              if (placed.node() instanceof RegularFile file) {
                add(file, files);
              }
            });
  }

  private static void add(RegularFile file, Set<LayerFile> files) {
    Content content = file.content() instanceof Content.Sparse s ? s.data() : file.content();
    if (content instanceof Content.Slice slice) {
      files.add(slice.file());
    }
  }
}
