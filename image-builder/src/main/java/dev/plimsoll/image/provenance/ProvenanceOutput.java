package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.output.OciOutput;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.OutputFiles;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.provenance.BuildRecord.AgentInputs;
import dev.plimsoll.image.provenance.BuildRecord.LocalFile;
import dev.plimsoll.image.provenance.BuildRecord.SpecText;
import dev.plimsoll.image.spec.FileSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Format {@code provenance}: {@code NAME.provenance.json}, written last because every other file is
 * a subject of it. Small local inputs are embedded, large ones kept in the store, so that a rebuild
 * needs nothing of the folder that the specification lay in.
 */
public final class ProvenanceOutput implements Output {
  public static final String FORMAT = "provenance";
  public static final String SUFFIX = ".provenance.json";

  private static final String OCI = "oci";
  private static final int MAX_EMBEDDED = 64 << 10; // bytes of one local file
  private static final String OCTETS = "application/octet-stream";

  private final ContentStore store;
  private final List<String> formats;
  private final SortedMap<String, String> options;
  private final RecordedTags tags;

  /**
   * @param formats of this build, in writing order, without this one
   * @param options of the command that change files, by name
   * @param tags resolves the templates of the build
   */
  public ProvenanceOutput(
      ContentStore store,
      List<String> formats,
      SortedMap<String, String> options,
      RecordedTags tags) {
    this.store = store;
    this.formats = List.copyOf(formats);
    this.options = options;
    this.tags = tags;
  }

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public void check(BuildPlan plan) {}

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    Bytes statement = statement(plan, files.complete(), formats);
    try (OutputStream out = files.create(SUFFIX)) {
      out.write(statement.toArray());
    }
    Optional<Path> layout = files.directory(OciOutput.SUFFIX);
    if (layout.isPresent()) {
      Descriptor image = Optional.ofNullable(files.complete().get(OciOutput.SUFFIX)).orElseThrow();
      OciLayoutWriter.in(layout.get()).attachProvenance(image, plan.name(), statement);
    }
  }

  /** The statement about a pushed image and the files beside it. */
  Bytes ofPushed(BuildPlan plan, OutputFiles files, Descriptor image) throws IOException {
    SortedMap<String, Descriptor> all = new TreeMap<>(files.complete());
    all.remove(SUFFIX);
    all.put(OciOutput.SUFFIX, image);
    List<String> made = new ArrayList<>(formats);
    if (!made.contains(OCI)) {
      made.add(OCI);
    }
    return statement(plan, all, made);
  }

  private Bytes statement(BuildPlan plan, SortedMap<String, Descriptor> complete, List<String> made)
      throws IOException {
    List<Subject> subjects = new ArrayList<>();
    complete.forEach(
        (suffix, what) -> subjects.add(new Subject(plan.name() + suffix, what.digest())));
    BuildRecord build =
        new BuildRecord(
            plan.name(),
            plan.architecture(),
            made,
            options,
            plan.texts().stream().map(t -> new SpecText(base(t.file()), t.text())).toList(),
            localFiles(plan),
            tags.found(),
            agent(plan),
            plan.lock(),
            plan.tools(),
            subjects);
    try {
      return ProvenanceJson.write(build);
    } catch (FormatException e) {
      throw new IllegalStateException("our own JSON is not JSON", e);
    }
  }

  /** A name in a message, without the folder that tells of this machine. */
  private static String base(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private Optional<AgentInputs> agent(BuildPlan plan) throws IOException {
    if (plan.agent().isEmpty()) {
      return Optional.empty();
    }
    BootAgent agent = plan.agent().get();
    return Optional.of(
        new AgentInputs(
            store.put(OCTETS, agent.program()).digest(),
            store.put(OCTETS, agent.initScript()).digest(),
            agent.verdictKeys(),
            agent.releaseKeys(),
            agent.role()));
  }

  private List<LocalFile> localFiles(BuildPlan plan) throws IOException {
    Map<String, LocalFile> found = new TreeMap<>();
    for (Map.Entry<String, Bytes> key : plan.keyFiles().entrySet()) {
      Bytes text = key.getValue();
      found.put(key.getKey(), new LocalFile(key.getKey(), text.digest(), Optional.of(text)));
    }
    Map<String, String> winners = new TreeMap<>();
    for (FileSpec file : plan.spec().files()) {
      if (file.content() instanceof FileSpec.Source source) {
        winners.put(file.path().value(), source.path().value());
      } else {
        winners.remove(file.path().value());
      }
    }
    for (Map.Entry<String, String> e : winners.entrySet()) {
      Optional<Placed> placed = Optional.ofNullable(plan.root().entries().get(e.getKey()));
      boolean ours = placed.isPresent() && placed.get().section().location().equals("files");
      if (ours && placed.get().node() instanceof RegularFile file) {
        found.put(e.getValue(), localFile(e.getValue(), file.content()));
      }
    }
    placeholders(plan, found);
    return List.copyOf(found.values());
  }

  /** What another entry overwrote must exist to build again, whatever it holds. */
  private static void placeholders(BuildPlan plan, Map<String, LocalFile> found) {
    for (FileSpec file : plan.spec().files()) {
      if (file.content() instanceof FileSpec.Source source && !source.optional()) {
        Bytes nothing = Bytes.ofUtf8("");
        String path = source.path().value();
        found.putIfAbsent(path, new LocalFile(path, nothing.digest(), Optional.of(nothing)));
      }
    }
  }

  private LocalFile localFile(String path, Content content) throws IOException {
    if (content.length() <= MAX_EMBEDDED) {
      Bytes bytes = content.read(MAX_EMBEDDED);
      return new LocalFile(path, bytes.digest(), Optional.of(bytes));
    }
    try (InputStream in = content.open()) {
      Digest digest = store.put(OCTETS, in).digest();
      return new LocalFile(path, digest, Optional.empty());
    }
  }
}
