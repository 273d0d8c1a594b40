package dev.plimsoll.image;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.FetchRules;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.source.LockFile;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.TrustGate;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.KernelSpec;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.SpecParser;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds images. Blocking, for virtual threads; one instance serves many builds at once.
 *
 * <p>External programs: {@code apt-get} and {@code mksquashfs}, run without a shell, with a fixed
 * environment and a time limit. An interrupt cancels a build.
 */
public final class ImageBuilder {
  private final ContentStore store;
  private final Path workDirectory;
  private final Progress progress;
  private final TrustGate gate;
  private final LayerStore layers;

  /**
   * @param store receives every part and keeps every fetched package
   * @param workDirectory for temporary files; emptied after each build
   */
  public ImageBuilder(ContentStore store, Path workDirectory) {
    this(store, workDirectory, Progress.SILENT);
  }

  /** As above; {@code progress} hears of every step. */
  public ImageBuilder(ContentStore store, Path workDirectory, Progress progress) {
    this(store, workDirectory, progress, TrustGate.NOBODY);
  }

  /** As above; {@code gate} checks the signatures that specifications ask for. */
  public ImageBuilder(ContentStore store, Path workDirectory, Progress progress, TrustGate gate) {
    this.store = store;
    this.layers = new LayerStore(store, LayerLimits.DEFAULT);
    this.workDirectory = workDirectory;
    this.progress = progress;
    this.gate = gate;
  }

  /**
   * Resolve, fetch, lay out, write. The lock file is written last, after the image is whole.
   *
   * @throws FormatException when the specification is wrong: {@code file:line:column: message}
   * @throws IOException when a source cannot be read or fetched, or the disk is full
   */
  public BuiltImage build(BuildRequest request) throws FormatException, IOException {
    return planned(request, (plan, work) -> new ImageWriter(store, work).write(request, plan));
  }

  /**
   * Builds LinuxKit's {@code kernel+initrd}: no stage 1, no verity, the whole root as one
   * initramfs. Writes {@code NAME-kernel}, {@code NAME-initrd.img} and {@code NAME-cmdline} into
   * {@code directory}.
   *
   * @throws FormatException when the specification is wrong
   * @throws IOException as {@link #build}, or when the root has what an initramfs cannot carry
   */
  public List<Path> buildInitrd(BuildRequest request, Path directory)
      throws FormatException, IOException {
    return planned(
        request,
        (plan, work) -> BootFiles.in(directory, request.name()).writeInitrd(plan, store, work));
  }

  private interface Step<R> {
    R run(BuildPlan plan, Path work) throws IOException;
  }

  private <R> R planned(BuildRequest request, Step<R> step) throws FormatException, IOException {
    ImageSpec spec = parse(request);
    KernelSpec kernel =
        spec.kernel().filter(k -> k.image().isPresent()).orElseThrow(() -> noKernel(request, spec));
    LockFile lock = LockFile.load(request.lockFile(), request.lockMode());
    Files.createDirectories(workDirectory);
    Path work = Files.createTempDirectory(workDirectory, "build-");
    try {
      LocalPaths paths = new LocalPaths(request.baseDirectory().toAbsolutePath());
      FetchRules rules =
          new FetchRules(
              request.architecture(), request.sources(), spec.trust().withKeys(paths::read), gate);
      Fetcher fetcher = new Fetcher(store, work, lock, paths, rules, progress);
      R result =
          step.run(BuildPlan.of(spec, kernel, request.agent(), fetcher, layers, paths, work), work);
      lock.save();
      return result;
    } finally {
      WorkDirectories.delete(work);
    }
  }

  /** Reads and checks the specification alone; fetches nothing. */
  public static ImageSpec parse(BuildRequest request) throws FormatException {
    return SpecParser.parse(
        request.specs().stream().map(s -> new SpecParser.Source(s.file(), s.text())).toList(),
        Reference::parse);
  }

  private static FormatException noKernel(BuildRequest request, ImageSpec spec) {
    String at =
        spec.kernel()
            .map(KernelSpec::at)
            .orElse(new SourcePosition(request.specs().getFirst().file(), 1, 1))
            .toString();
    return new FormatException(at, "no \"kernel: image:\"; an image that boots needs one");
  }

  /** The command line of a specification, and where it is written. */
  static Located<String> commandLine(KernelSpec kernel) {
    return kernel.commandLine().orElseGet(() -> new Located<>("", kernel.at()));
  }
}
