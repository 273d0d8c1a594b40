package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code verity}: a read-only root that the kernel checks block by block as it reads. {@code
 * NAME-kernel}, {@code NAME-verity-initrd.img} (stage 1), {@code NAME-verity.img} (squashfs, verity
 * superblock, hash tree; for a virtio disk), {@code NAME-verity-cmdline}, which names the image and
 * the root hash, and {@code NAME-verity-roothash}, the hash alone, for whoever signs it.
 */
public final class VerityOutput implements Output {
  private final ContentStore store;
  private final ImageWriter writer;

  public VerityOutput(ContentStore store, InitramfsOptions options) {
    this.store = store;
    this.writer = new ImageWriter(store, options.compression());
  }

  @Override
  public String format() {
    return "verity";
  }

  @Override
  public Set<Program> programs() {
    return Set.of(Program.MKSQUASHFS);
  }

  @Override
  public Optional<Stage1Kind> stage1() {
    return Optional.of(Stage1Kind.VERITY);
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
    BuiltImage image = writer.write(plan, files.work());
    files.share("-kernel", plan.kernel().orElseThrow().files().image().content());
    blobs("-verity-initrd.img", image.initramfs(), files);
    blobs("-verity.img", List.of(image.root()), files);
    text("-verity-cmdline", commandLine(image), files);
    text("-verity-roothash", image.rootHash() + "\n", files);
  }

  /** The specification's command line and what stage 1 needs to open the root. */
  static String commandLine(BuiltImage image) {
    return (image.commandLine()
            + " plimsoll.image="
            + image.digest()
            + " plimsoll.roothash="
            + image.rootHash()
            + " plimsoll.root=/dev/vda plimsoll.hashoffset="
            + image.hashOffset())
        .strip();
  }

  private void blobs(String suffix, List<Descriptor> blobs, OutputFiles files) throws IOException {
    try (OutputStream out = files.create(suffix)) {
      Contents.copy(StoredParts.of(store, blobs), out);
    }
  }

  private static void text(String suffix, String text, OutputFiles files) throws IOException {
    try (OutputStream out = files.create(suffix)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
