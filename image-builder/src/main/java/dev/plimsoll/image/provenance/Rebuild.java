package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.LocalAccess;
import dev.plimsoll.image.output.OciOutput;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.WrittenFile;
import dev.plimsoll.image.provenance.BuildRecord.AgentInputs;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Builds again what a provenance records, from exactly what it pins, and compares. Blocking; one
 * rebuild at a time.
 */
public final class Rebuild {
  private static final int MAX_PROGRAM = 64 << 20; // bytes of the boot agent

  private final ContentStore store;
  private final ImageBuilder builder;

  public Rebuild(ContentStore store, ImageBuilder builder) {
    this.store = store;
    this.builder = builder;
  }

  /**
   * One file of the image.
   *
   * @param recorded what the provenance says; empty for a file that only the rebuild has
   * @param rebuilt empty for a file that the rebuild has not
   * @param present the file beside the provenance; empty when it is not there to be looked at
   */
  public record Compared(
      String name,
      Optional<Digest> recorded,
      Optional<Digest> rebuilt,
      Optional<Digest> present,
      Outcome outcome,
      String words) {}

  /** How a file came out. */
  public enum Outcome {
    SAME,
    DIFFERS
  }

  /**
   * Builds into {@code target} and compares each file with what was recorded, and with the file
   * that lies in {@code place}, when one does.
   *
   * @param source folder of the specification, for local files that the store has not
   * @param target new and empty
   * @return every file, by name
   * @throws FormatException when the record cannot be built from: what it holds is wrong
   * @throws IOException when a dependency cannot be got
   */
  public List<Compared> compare(
      BuildRecord record,
      Place place,
      Optional<Path> source,
      SourceOptions sources,
      Path work,
      Path target)
      throws FormatException, IOException {
    Path folder = Files.createTempDirectory(work, "inputs-").toRealPath();
    new LocalFiles(store, source, folder).layOut(record);
    Path lock = folder.resolve("plimsoll.lock");
    Files.write(lock, record.lock().encode().toArray());
    BuildRequest request =
        new BuildRequest(
            record.name(),
            record.specs().stream().map(s -> new BuildRequest.Spec(s.file(), s.text())).toList(),
            folder,
            lock,
            LockMode.LOCKED,
            agent(record),
            record.architecture(),
            sources,
            new LocalAccess(
                Optional.of(folder.resolve(LocalFiles.HOME)),
                RecordedTags.of(record.packageTags())));
    List<Output> outputs =
        BuildOutputs.of(store, RecordedOptions.parse(record.options())).select(record.formats());
    List<WrittenFile> written = builder.write(request, outputs, target);
    return compare(record, written, place);
  }

  private Optional<BootAgent> agent(BuildRecord record) throws IOException {
    if (record.agent().isEmpty()) {
      return Optional.empty();
    }
    AgentInputs agent = record.agent().get();
    Bytes program = store.read(agent.program(), MAX_PROGRAM);
    Bytes init = store.read(agent.initScript(), MAX_PROGRAM);
    return Optional.of(
        new BootAgent(program, init, agent.verdictKeys(), agent.releaseKeys(), agent.role()));
  }

  private static List<Compared> compare(BuildRecord record, List<WrittenFile> written, Place place)
      throws IOException {
    Map<String, WrittenFile> rebuilt = new TreeMap<>();
    written.forEach(w -> rebuilt.put(w.path().getFileName().toString(), w));
    Map<String, Digest> recorded = record.digests();
    Map<String, Boolean> names = new TreeMap<>();
    recorded.keySet().forEach(n -> names.put(n, true));
    rebuilt.keySet().forEach(n -> names.put(n, true));
    List<Compared> rows = new ArrayList<>();
    for (String name : names.keySet()) {
      rows.add(
          row(
              name,
              Optional.ofNullable(recorded.get(name)),
              Optional.ofNullable(rebuilt.get(name)),
              place));
    }
    return rows;
  }

  private static Compared row(
      String name, Optional<Digest> recorded, Optional<WrittenFile> rebuilt, Place place)
      throws IOException {
    Optional<Digest> built = rebuilt.map(r -> r.content().digest());
    if (recorded.isEmpty() || rebuilt.isEmpty()) {
      String words = recorded.isEmpty() ? "is not recorded" : "was not made again";
      return new Compared(name, recorded, built, Optional.empty(), Outcome.DIFFERS, words);
    }
    if (place instanceof Place.Registry registry && name.endsWith(OciOutput.SUFFIX)) {
      Optional<Digest> there = Optional.of(registry.manifest());
      boolean same = recorded.equals(built) && there.equals(built);
      String words = same ? "" : "the registry has " + registry.manifest();
      return new Compared(
          name, recorded, built, there, same ? Outcome.SAME : Outcome.DIFFERS, words);
    }
    Optional<Path> found = place.find(name).filter(Files::exists);
    if (found.isEmpty()) {
      boolean same = recorded.equals(built);
      return new Compared(
          name,
          recorded,
          built,
          Optional.empty(),
          same ? Outcome.SAME : Outcome.DIFFERS,
          same ? "not there to be compared itself" : "the rebuild differs from the record");
    }
    Path present = found.get();
    Optional<String> difference = PresentFiles.difference(present, rebuilt.get().path());
    Optional<Digest> there = PresentFiles.digest(present);
    boolean same = recorded.equals(built) && difference.isEmpty();
    String words =
        difference.orElse(same ? "" : "equals the rebuild, but not what the provenance records");
    return new Compared(name, recorded, built, there, same ? Outcome.SAME : Outcome.DIFFERS, words);
  }
}
