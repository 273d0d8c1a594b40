package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.audit.KernelVersion;
import dev.plimsoll.kernel.host.HostSnapshot;
import dev.plimsoll.kernel.input.ArchitectureName;
import dev.plimsoll.kernel.input.CommandLineSource;
import dev.plimsoll.kernel.input.ReadSubject;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.kernel.input.SubjectReader;
import dev.plimsoll.kernel.source.KernelFile;
import dev.plimsoll.kernel.sysctl.SysctlDump;
import dev.plimsoll.server.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a request for an audit, gathered on the event loop and read off it.
 *
 * @param parts by the part's name
 */
record AuditParts(Map<String, List<Part>> parts, Optional<String> version, Optional<String> arch) {
  static final String CONFIG = "config";
  static final String IMAGE = "image";
  static final String SERIES = "series";
  static final Set<String> NAMES = Set.of(CONFIG, "cmdline", "sysctl", IMAGE, "snapshot", SERIES);

  /** One part, in memory or in a file of uploads. */
  sealed interface Part {
    /** How findings name it. */
    String where();

    KernelFile open() throws IOException;
  }

  record InMemory(String where, byte[] bytes) implements Part {
    @Override
    public KernelFile open() {
      return KernelFile.of(Bytes.copyOf(bytes));
    }
  }

  record Uploaded(String where, Path file) implements Part {
    @Override
    public KernelFile open() throws IOException {
      return KernelFile.open(file);
    }
  }

  /** Blocking. */
  ReadSubject read(String name) throws FormatException, IOException, ProblemException {
    checkNames();
    SubjectParts beside = new SubjectParts(commandLine(), sysctl(), snapshot(), version, arch);
    Optional<Part> config = only(CONFIG);
    Optional<Part> image = only(IMAGE);
    if (config.isPresent() && image.isPresent()) {
      try (KernelFile c = config.get().open();
          KernelFile i = image.get().open()) {
        return renamed(
            SubjectReader.read(config.get().where(), c, image.get().where(), i, beside), name);
      }
    }
    Optional<Part> main = config.or(() -> image);
    if (main.isEmpty()) {
      if (beside.equals(SubjectParts.none())) {
        throw new ProblemException(
            422, "nothing-to-judge", "the request has no part of " + sorted());
      }
      return SubjectReader.readParts(name, beside);
    }
    try (KernelFile file = main.get().open()) {
      return renamed(SubjectReader.read(main.get().where(), file, beside), name);
    }
  }

  private void checkNames() throws ProblemException {
    for (String part : parts.keySet()) {
      if (!NAMES.contains(part)) {
        throw new ProblemException(
            400, "part", "unknown part " + FormatException.quote(part) + ", known are " + sorted());
      }
    }
    if (parts.containsKey(SERIES)) {
      throw new ProblemException(
          501, "series", "patch series are not judged by this version; leave out part \"series\"");
    }
    try {
      if (version.isPresent()) {
        KernelVersion.parse(version.get());
      }
      if (arch.isPresent()) {
        ArchitectureName.parse(arch.get());
      }
    } catch (FormatException e) {
      throw new ProblemException(400, "parameter", e.getMessage());
    }
  }

  private static List<String> sorted() {
    return NAMES.stream().sorted().toList();
  }

  /** The report's subject is what the caller calls it; places stay those of the parts. */
  private static ReadSubject renamed(ReadSubject read, String name) {
    var s = read.subject();
    return new ReadSubject(
        new dev.plimsoll.kernel.audit.KernelSubject(
            name, s.config(), s.commandLine(), s.sysctl(), s.host(), s.version(), s.arch()),
        read.notes(),
        read.doubts());
  }

  private Optional<Part> only(String name) throws ProblemException {
    List<Part> found = parts.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw new ProblemException(
          400,
          "part",
          "part " + FormatException.quote(name) + " stands " + found.size() + " times");
    }
    return found.stream().findFirst();
  }

  private Optional<Surface> commandLine() throws FormatException, IOException, ProblemException {
    Optional<Part> part = only("cmdline");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    try (KernelFile file = part.get().open()) {
      return Optional.of(CommandLineSource.read(part.get().where(), file));
    }
  }

  private List<Surface> sysctl() throws FormatException, IOException {
    List<Surface> texts = new ArrayList<>();
    for (Part part : parts.getOrDefault("sysctl", List.of())) {
      texts.add(text(part, SysctlDump.MAX_BYTES, "sysctls"));
    }
    return texts;
  }

  private Optional<Surface> snapshot() throws FormatException, IOException, ProblemException {
    Optional<Part> part = only("snapshot");
    return part.isEmpty()
        ? Optional.empty()
        : Optional.of(text(part.get(), HostSnapshot.MAX_BYTES, "a host snapshot"));
  }

  private static Surface text(Part part, int most, String what)
      throws FormatException, IOException {
    try (KernelFile file = part.open()) {
      return new Surface(part.where(), file.readAll(part.where(), most, what));
    }
  }
}
