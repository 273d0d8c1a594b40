package dev.plimsoll.image.output;

import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.plan.Stage1;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes what a boot loader is given as initramfs. */
final class Initramfs {
  private final ContentStore store;
  private final LostXattrs xattrs;
  private final Segments segments;

  Initramfs(ContentStore store, InitramfsOptions options) {
    this.store = store;
    this.xattrs = options.xattrs();
    this.segments = new Segments(store, options.compression());
  }

  /** Refuses what an initramfs cannot carry, before anything is written. */
  void check(FileTree root) throws IOException {
    xattrs.check(root);
    CpioWriter.checkSizes(root);
  }

  /** The whole root. {@code work} is for temporary files. */
  List<Content> ofRoot(BuildPlan plan, Path work) throws IOException {
    return StoredParts.of(store, segments.ofSections(xattrs.carried(plan.root()), work));
  }

  /** Stage 1, which opens a root that lies elsewhere. */
  List<Content> ofStage1(Stage1 stage1, Path work) throws IOException {
    List<Descriptor> stored = segments.of(stage1.segments(), work);
    return StoredParts.of(store, stored);
  }

  /** The microcode must be where the kernel looks before it unpacks: first, and as it is. */
  List<Content> withMicrocode(PlannedKernel kernel, List<Content> initramfs) {
    List<Content> parts = new ArrayList<>();
    kernel.files().microcode().ifPresent(m -> parts.add(m.content()));
    parts.addAll(initramfs);
    return parts;
  }
}
