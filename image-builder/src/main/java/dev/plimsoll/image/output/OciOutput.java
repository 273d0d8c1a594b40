package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code oci}: the OCI image layout {@code NAME-oci} with the bootable image as an artifact:
 * kernel, stage 1, verity root and every layer that went in.
 */
public final class OciOutput implements Output {
  public static final String SUFFIX = "-oci";

  private final ContentStore store;
  private final ImageWriter writer;

  public OciOutput(ContentStore store, InitramfsOptions options) {
    this.store = store;
    this.writer = new ImageWriter(store, options.compression());
  }

  @Override
  public String format() {
    return "oci";
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
    Path layout = files.createDirectory(SUFFIX);
    files.complete(SUFFIX, OciLayoutWriter.in(layout).writeArtifact(image, store));
  }
}
