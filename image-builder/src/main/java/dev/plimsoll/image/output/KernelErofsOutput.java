package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * {@code kernel+erofs}: {@code NAME-kernel}, {@code NAME-cmdline}, {@code NAME-erofs.img} (the
 * root, uncompressed, for a virtio disk) and {@code NAME-erofs-initrd.img} (stage 1, which mounts
 * it). Nothing checks the root; {@code verity} does.
 */
public final class KernelErofsOutput implements Output {
  private final Initramfs initramfs;

  public KernelErofsOutput(ContentStore store, InitramfsOptions options) {
    this.initramfs = new Initramfs(store, options);
  }

  @Override
  public String format() {
    return "kernel+erofs";
  }

  @Override
  public Optional<Stage1Kind> stage1() {
    return Optional.of(Stage1Kind.EROFS);
  }

  @Override
  public void checkSpec(ImageSpec spec, List<BuildRequest.Spec> texts) throws FormatException {
    NoKernel.refuse(spec, texts, format());
  }

  @Override
  public long leastBytes(BuildPlan plan) {
    return RootSize.data(plan.root());
  }

  @Override
  public void check(BuildPlan plan) throws FormatException, IOException {
    plan.requireKernel(format());
    ErofsWriter.check(plan.root());
  }

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    PlannedKernel kernel = plan.kernel().orElseThrow();
    files.share("-kernel", kernel.files().image().content());
    files.share("-cmdline", CommandLines.of(plan, kernel));
    List<Content> stage1 = initramfs.ofStage1(plan.requireStage1(Stage1Kind.EROFS), files.work());
    try (OutputStream out = files.create("-erofs-initrd.img")) {
      Contents.copy(initramfs.withMicrocode(kernel, stage1), out);
    }
    try (OutputStream out = files.create("-erofs.img")) {
      ErofsWriter.write(plan.root(), out);
    }
  }
}
