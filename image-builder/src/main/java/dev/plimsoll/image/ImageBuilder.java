package dev.plimsoll.image;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.lint.HardeningFacts;
import dev.plimsoll.image.output.ImageWriter;
import dev.plimsoll.image.output.InitramfsCompression;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.StagedFiles;
import dev.plimsoll.image.output.WrittenFile;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.NoKernel;
import dev.plimsoll.image.plan.PlannedFiles;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.Arrivals;
import dev.plimsoll.image.source.FetchRules;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.source.LockFile;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.TrustGate;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.KernelSpec;
import dev.plimsoll.image.spec.PackageTags;
import dev.plimsoll.image.spec.SpecParser;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.Program;
import dev.plimsoll.image.tool.ToolVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * Builds images. Blocking, for virtual threads; one instance serves many builds at once.
 *
 * <p>External programs: {@code apt-get} and those of the outputs, run without a shell, with a fixed
 * environment and a time limit. An interrupt cancels a build.
 */
public final class ImageBuilder {
  private final ContentStore store;
  private final Path workDirectory;
  private final Progress progress;
  private final TrustGate gate;
  private final LayerStore layers;
  private final Arrivals arrivals;

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
    this(
        store,
        workDirectory,
        progress,
        gate,
        new LayerStore(store, LayerLimits.DEFAULT),
        new Arrivals());
  }

  private ImageBuilder(
      ContentStore store,
      Path workDirectory,
      Progress progress,
      TrustGate gate,
      LayerStore layers,
      Arrivals arrivals) {
    this.store = store;
    this.workDirectory = workDirectory;
    this.progress = progress;
    this.gate = gate;
    this.layers = layers;
    this.arrivals = arrivals;
  }

  /** This builder with other limits for the layers that it reads. */
  public ImageBuilder within(LayerLimits limits) {
    return new ImageBuilder(
        store, workDirectory, progress, gate, new LayerStore(store, limits), arrivals);
  }

  /**
   * Resolve, fetch, lay out, write into the store, and look at the root for policies. The lock file
   * is written last, after the image is whole.
   *
   * @throws FormatException when the specification is wrong: {@code file:line:column: message}
   * @throws IOException when a source cannot be read or fetched, or the disk is full
   */
  public BuiltImage build(BuildRequest request) throws FormatException, IOException {
    ImageSpec spec = parse(request);
    if (spec.kernel().flatMap(KernelSpec::image).isEmpty()) {
      throw NoKernel.in(spec, request.specs(), "an image that boots");
    }
    return inWorkDirectory(
        work -> {
          SortedMap<String, String> tools = ToolVersions.of(Set.of(Program.MKSQUASHFS), work);
          LockFile lock = LockFile.load(request.lockFile(), request.lockMode());
          BuiltImage image;
          BuildPlan plan;
          try (Arrivals.Build arrived = arrivals.begin(store)) {
            plan = plan(request, spec, Set.of(Stage1Kind.VERITY), tools, lock, work, arrived);
            image = new ImageWriter(store, InitramfsCompression.ZSTD).write(plan, work);
            PlannedFiles.requireUnchanged(plan);
          }
          Digest facts = store.put(HardeningFacts.MEDIA_TYPE, HardeningFacts.of(plan)).digest();
          lock.save();
          return image.withFacts(facts);
        });
  }

  /**
   * Plans once and writes every output into files {@code directory/NAME…}. All get their names
   * together at the end, before the lock file is written; after a failure, or an interrupt, the
   * folder has what it had before.
   *
   * @param outputs in writing order, at least one
   * @return the files, by name
   * @throws FormatException when the specification is wrong, or has not what an output needs
   * @throws IOException as {@link #build}, or when an output cannot carry the root
   */
  public List<WrittenFile> write(BuildRequest request, List<Output> outputs, Path directory)
      throws FormatException, IOException {
    ImageSpec spec = parse(request);
    Set<Program> programs = EnumSet.noneOf(Program.class);
    Set<Stage1Kind> stage1 = EnumSet.noneOf(Stage1Kind.class);
    for (Output output : outputs) {
      output.checkTarget(request.architecture());
      output.checkSpec(spec, request.specs());
      programs.addAll(output.programs());
      output.stage1().ifPresent(stage1::add);
    }
    StagedFiles.requireWritable(directory);
    return inWorkDirectory(
        work -> {
          SortedMap<String, String> tools = ToolVersions.of(programs, work);
          LockFile lock = LockFile.load(request.lockFile(), request.lockMode());
          try (Arrivals.Build arrived = arrivals.begin(store)) {
            BuildPlan plan = plan(request, spec, stage1, tools, lock, work, arrived);
            for (Output output : outputs) {
              output.check(plan);
            }
            requireSpace(plan, outputs, directory);
            return write(plan, outputs, directory, work, lock);
          }
        });
  }

  /** A disk that is too small for what is known to be written is told before a byte is. */
  private static void requireSpace(BuildPlan plan, List<Output> outputs, Path directory)
      throws IOException {
    long wanted = 0;
    for (Output output : outputs) {
      wanted += output.leastBytes(plan);
    }
    long free = Files.getFileStore(directory).getUsableSpace();
    if (wanted > free) {
      throw new IOException(
          "outputs of at least "
              + wanted
              + " bytes do not fit into "
              + directory
              + ", which has "
              + free
              + " bytes free");
    }
  }

  private List<WrittenFile> write(
      BuildPlan plan, List<Output> outputs, Path directory, Path work, LockFile lock)
      throws FormatException, IOException {
    try (StagedFiles files = StagedFiles.in(directory, plan.name(), work, progress)) {
      for (Output output : outputs) {
        files.begin(output.format());
        try (Progress.Task task = begin(output)) {
          output.write(plan, files);
          task.done();
        }
      }
      PlannedFiles.requireUnchanged(plan);
      return Uninterrupted.run(
          () -> {
            List<WrittenFile> written = files.publish();
            lock.save();
            return written;
          });
    }
  }

  private Progress.Task begin(Output output) {
    Progress.Kind kind = output.programs().isEmpty() ? Progress.Kind.WRITE : Progress.Kind.TOOL;
    return progress.begin(kind, output.format(), OptionalLong.empty());
  }

  private BuildPlan plan(
      BuildRequest request,
      ImageSpec spec,
      Set<Stage1Kind> stage1,
      SortedMap<String, String> tools,
      LockFile lock,
      Path work,
      Arrivals.Build arrived)
      throws FormatException, IOException {
    LocalPaths paths =
        new LocalPaths(request.baseDirectory().toAbsolutePath(), request.access().home());
    FetchRules rules =
        new FetchRules(
            request.architecture(), request.sources(), spec.trust().withKeys(paths::read), gate);
    Fetcher fetcher = new Fetcher(store, work, lock, paths, rules, progress, arrived);
    return BuildPlan.of(
        request, spec, stage1, tools, new BuildPlan.Inputs(fetcher, layers, store, paths, work));
  }

  private interface Step<R> {
    R run(Path work) throws FormatException, IOException;
  }

  private <R> R inWorkDirectory(Step<R> step) throws FormatException, IOException {
    try (WorkDirectory work = WorkDirectory.in(workDirectory)) {
      return step.run(work.path());
    }
  }

  /** Reads and checks the specification alone; fetches nothing. */
  public static ImageSpec parse(BuildRequest request) throws FormatException {
    if (request.agent().isPresent() && request.architecture() != Architecture.AMD64) {
      throw new FormatException(
          "the boot agent is a program for amd64; images for "
              + request.architecture().wire()
              + " are built without one");
    }
    return parse(request.specs(), request.access().packages());
  }

  /** As above; {@code packages} resolves the templates in {@code specs}. */
  public static ImageSpec parse(List<BuildRequest.Spec> specs, PackageTags packages)
      throws FormatException {
    return SpecParser.parse(
        specs.stream().map(s -> new SpecParser.Source(s.file(), s.text())).toList(),
        Reference::parse,
        packages);
  }
}
