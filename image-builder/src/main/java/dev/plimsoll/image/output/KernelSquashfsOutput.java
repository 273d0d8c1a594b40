package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kernel+squashfs}: {@code NAME-kernel}, {@code NAME-cmdline}, {@code NAME-squashfs.img}
 * (the root, for a virtio disk) and {@code NAME-squashfs-initrd.img} (stage 1, which mounts it).
 * Nothing checks the root; {@code verity} does.
 */
public final class KernelSquashfsOutput implements Output {
  private final ContentStore store;
  private final Initramfs initramfs;

  public KernelSquashfsOutput(ContentStore store, InitramfsOptions options) {
    this.store = store;
    this.initramfs = new Initramfs(store, options);
  }

  @Override
  public String format() {
    return "kernel+squashfs";
  }

  @Override
  public Set<Program> programs() {
    return Set.of(Program.MKSQUASHFS);
  }

  @Override
  public Optional<Stage1Kind> stage1() {
    return Optional.of(Stage1Kind.SQUASHFS);
  }

  @Override
  public void checkSpec(ImageSpec spec, List<BuildRequest.Spec> texts) throws FormatException {
    NoKernel.refuse(spec, texts, format());
  }

  @Override
  public void check(BuildPlan plan) throws FormatException, IOException {
    plan.requireKernel(format());
    SquashfsWriter.check(plan.root());
  }

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    PlannedKernel kernel = plan.kernel().orElseThrow();
    files.share("-kernel", kernel.files().image().content());
    files.share("-cmdline", CommandLines.of(plan, kernel));
    List<Content> stage1 =
        initramfs.ofStage1(plan.requireStage1(Stage1Kind.SQUASHFS), files.work());
    try (OutputStream out = files.create("-squashfs-initrd.img")) {
      Contents.copy(initramfs.withMicrocode(kernel, stage1), out);
    }
    Descriptor root = new SquashfsRoots(store).of(plan, files.work());
    try (OutputStream out = files.create("-squashfs.img")) {
      Contents.copy(StoredParts.of(store, List.of(root)), out);
    }
  }
}
