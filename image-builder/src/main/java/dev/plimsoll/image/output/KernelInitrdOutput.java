package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * {@code kernel+initrd}, the default: {@code NAME-kernel}, {@code NAME-initrd.img} (the whole root)
 * and {@code NAME-cmdline}.
 */
public final class KernelInitrdOutput implements Output {
  private final Initramfs initramfs;

  public KernelInitrdOutput(ContentStore store, InitramfsOptions options) {
    this.initramfs = new Initramfs(store, options);
  }

  @Override
  public String format() {
    return "kernel+initrd";
  }

  @Override
  public void checkSpec(ImageSpec spec, List<BuildRequest.Spec> texts) throws FormatException {
    NoKernel.refuse(spec, texts, format());
  }

  @Override
  public void check(BuildPlan plan) throws FormatException, IOException {
    plan.requireKernel(format());
    initramfs.check(plan.root());
  }

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    PlannedKernel kernel = plan.kernel().orElseThrow();
    files.share("-kernel", kernel.files().image().content());
    files.share("-cmdline", CommandLines.of(plan, kernel));
    try (OutputStream out = files.create("-initrd.img")) {
      Contents.copy(initramfs.withMicrocode(kernel, initramfs.ofRoot(plan, files.work())), out);
    }
  }
}
