package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.PlannedKernel;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The root as LinuxKit's {@code tar} has it: with the kernel, its command line and the processor's
 * microcode below {@code boot/}, all of section {@code kernel}.
 */
final class BootTree {
  private BootTree() {}

  /** The plan's root and, where there is a kernel, {@code boot/}. */
  static FileTree of(BuildPlan plan) throws IOException {
    TreeBuilder tree = copy(plan.root());
    Optional<PlannedKernel> kernel = plan.kernel();
    if (kernel.isPresent()) {
      add(kernel.get(), tree);
    }
    return tree.build();
  }

  /** A builder that holds {@code tree} already, every entry in its section. */
  static TreeBuilder copy(FileTree tree) throws IOException {
    TreeBuilder copy = new TreeBuilder();
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      Placed placed = e.getValue();
      copy.begin(placed.section());
      copy.add(e.getKey(), placed.node(), placed.origin());
    }
    copy.begin(Section.BUILDER);
    return copy;
  }

  private static void add(PlannedKernel kernel, TreeBuilder tree) throws IOException {
    String origin = kernel.spec().at() + ": " + kernel.identity();
    tree.begin(kernel.section());
    tree.ensureDirectory("boot", 0755, origin);
    Bytes commandLine = Bytes.ofUtf8(kernel.commandLine().value());
    tree.set("boot/cmdline", file(0644, new Content.Inline(commandLine)), origin);
    RegularFile image = kernel.files().image();
    tree.set("boot/kernel", file(image.attributes().mode(), image.content()), origin);
    Optional<RegularFile> microcode = kernel.files().microcode();
    if (microcode.isPresent()) {
      RegularFile ucode = microcode.get();
      tree.set("boot/ucode.cpio", file(ucode.attributes().mode(), ucode.content()), origin);
    }
  }

  private static RegularFile file(int mode, Content content) {
    return new RegularFile(Attributes.generated(mode), content);
  }
}
