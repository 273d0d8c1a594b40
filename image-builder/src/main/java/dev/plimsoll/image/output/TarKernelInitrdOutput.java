package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * {@code tar-kernel-initrd}: {@code NAME-initrd.tar} with {@code kernel}, {@code initrd.img},
 * {@code cmdline} and, where there is microcode, {@code ucode.cpio}, which is not in the initramfs
 * then.
 */
public final class TarKernelInitrdOutput implements Output {
  private final Initramfs initramfs;

  public TarKernelInitrdOutput(ContentStore store, InitramfsOptions options) {
    this.initramfs = new Initramfs(store, options);
  }

  @Override
  public String format() {
    return "tar-kernel-initrd";
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
    List<Content> initrd = initramfs.ofRoot(plan, files.work());
    try (OutputStream out = files.create("-initrd.tar")) {
      TarWriter tar = TarWriter.to(out);
      tar.file("kernel", 0644, List.of(kernel.files().image().content()));
      tar.file("initrd.img", 0644, initrd);
      tar.file("cmdline", 0644, List.of(CommandLines.of(plan, kernel)));
      Optional<Content> microcode = kernel.files().microcode().map(m -> m.content());
      if (microcode.isPresent()) {
        tar.file("ucode.cpio", 0644, List.of(microcode.get()));
      }
      tar.end();
    }
  }
}
