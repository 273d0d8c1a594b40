package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.ExternalTool;
import dev.plimsoll.image.tool.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Roots as squashfs in the content store, found again by the digest of their tree and the version
 * of {@code mksquashfs}: several outputs of a build, and builds of the same root, share one.
 */
final class SquashfsRoots {
  private static final String RECIPE = "squashfs/1/";
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final ContentStore store;

  SquashfsRoots(ContentStore store) {
    this.store = store;
  }

  /** The plan's root; a stored one is used again. {@code work} is for temporary files. */
  Descriptor of(BuildPlan plan, Path work) throws IOException {
    String version = plan.tools().getOrDefault(Program.MKSQUASHFS.command(), "");
    String recipe = RECIPE + Program.MKSQUASHFS.command() + "-" + version;
    Digest input = new TreeDigest(store).of(plan.root());
    Optional<Descriptor> known = store.derived(recipe, input);
    if (known.isPresent()) {
      return known.get();
    }
    Path folder = Files.createTempDirectory(work, "squashfs-");
    Path file = folder.resolve("root.squashfs");
    new SquashfsWriter(ExternalTool.withoutNetwork(folder, LIMIT)).write(plan.root(), file);
    if (!new TreeDigest(store).of(plan.root()).equals(input)) {
      throw new IOException("a file changed while it was written into the image");
    }
    try (InputStream in = Files.newInputStream(file)) {
      Descriptor stored = store.put(MediaTypes.SQUASHFS, in);
      store.derive(recipe, input, stored);
      return stored;
    } finally {
      Files.delete(file);
    }
  }
}
