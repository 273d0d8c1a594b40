package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.Program;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code --push}: the image of {@link OciOutput}, in a registry instead of a folder. It writes no
 * file, and comes after all that do: when the registry refuses, none of them gets its name. When
 * giving names fails afterwards, the registry has the image nevertheless, whole.
 */
public final class RegistryOutput implements Output {
  private final ImageWriter writer;
  private final Push push;

  /** Brings an image from the store to where it goes. */
  @FunctionalInterface
  public interface Push {
    void push(Pushed image) throws IOException;
  }

  /**
   * An image that lies in the store.
   *
   * @param files what was written beside it
   */
  public record Pushed(BuildPlan plan, OutputFiles files, Descriptor manifest) {
    public Digest digest() {
      return manifest.digest();
    }
  }

  public RegistryOutput(ContentStore store, InitramfsOptions options, Push push) {
    this.writer = new ImageWriter(store, options.compression());
    this.push = push;
  }

  @Override
  public String format() {
    return "push";
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
    NoKernel.refuse(spec, texts, "--push");
  }

  @Override
  public void check(BuildPlan plan) throws FormatException, IOException {
    plan.requireKernel("--push");
    SquashfsWriter.check(plan.root());
  }

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    BuiltImage image = writer.write(plan, files.work());
    Descriptor manifest =
        Descriptor.of(Manifest.MEDIA_TYPE, image.digest(), image.manifestBytes().size());
    push.push(new Pushed(plan, files, manifest));
  }
}
