package dev.plimsoll.kernel.input;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.audit.KernelVersion;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.host.HostSnapshot;
import dev.plimsoll.kernel.source.KernelContents;
import dev.plimsoll.kernel.source.KernelFile;
import dev.plimsoll.kernel.source.KernelReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a {@link KernelSubject} together from a file of any kind that {@link KernelReader} or {@link
 * HostSnapshot} reads, and from what was given beside it. Stateless; blocking.
 */
public final class SubjectReader {
  private static final int MAX_DOUBTS = 20;

  private SubjectReader() {}

  /**
   * Reads one file: a configuration, a kernel image, a package or a host snapshot.
   *
   * @param name what the report calls the subject, and how findings name the file
   * @throws FormatException one located line: the file cannot be read as any of these, has no
   *     configuration in it, is for two architectures, or nothing names the kernel's version
   */
  public static ReadSubject read(String name, KernelFile file, SubjectParts parts)
      throws FormatException, IOException {
    return isSnapshot(file)
        ? ofHost(name, snapshot(name, file), parts)
        : ofKernel(name, KernelReader.readFile(name, file), parts);
  }

  /** Reads a configuration and the image that it belongs to. */
  public static ReadSubject read(
      String name, KernelFile config, String imageName, KernelFile image, SubjectParts parts)
      throws FormatException, IOException {
    KernelContents plain = KernelReader.readFile(name, config);
    KernelContents kernel = KernelReader.readFile(imageName, image);
    List<String> notes = new ArrayList<>(kernel.notes());
    if (kernel.config().isPresent() && plain.config().isPresent()) {
      int differing =
          ConfigDifference.between(
                  KernelConfig.parse(name, plain.config().get().bytes()),
                  KernelConfig.parse(imageName, kernel.config().get().bytes()))
              .size();
      if (differing > 0) {
        throw new FormatException(
            name + ":1:1",
            "not the configuration of "
                + imageName
                + ", whose own differs in "
                + differing
                + " options");
      }
    }
    return ofKernel(
        name,
        new KernelContents(
            kernel.kind(),
            plain.config(),
            kernel.commandLine(),
            kernel.release(),
            kernel.arch(),
            plain.missing(),
            notes),
        parts);
  }

  /**
   * Reads what was given beside a main file that there is none of, such as a command line alone.
   */
  public static ReadSubject readParts(String name, SubjectParts parts)
      throws FormatException, IOException {
    if (parts.host().isPresent()) {
      Surface host = parts.host().get();
      return ofHost(name, HostSnapshot.parse(host.where(), host.text()), parts);
    }
    return new ReadSubject(subject(name, Optional.empty(), parts), List.of(), List.of());
  }

  private static boolean isSnapshot(KernelFile file) throws IOException {
    return file.startsWithText("{");
  }

  private static Surface snapshot(String name, KernelFile file)
      throws FormatException, IOException {
    return new Surface(name, file.readAll(name, HostSnapshot.MAX_BYTES, "a host snapshot"));
  }

  private static ReadSubject ofHost(String name, Surface text, SubjectParts parts)
      throws FormatException, IOException {
    return ofHost(name, HostSnapshot.parse(text.where(), text.text()), parts.withHost(text));
  }

  private static ReadSubject ofHost(String name, HostSnapshot host, SubjectParts given)
      throws FormatException, IOException {
    SubjectParts parts = filled(host, given);
    Optional<Bytes> config = host.config();
    if (config.isEmpty()) {
      List<String> notes =
          List.of(
              host.where()
                  + ": the host shows no configuration: neither /proc/config.gz nor /boot/config-"
                  + host.release());
      return new ReadSubject(subject(name, Optional.empty(), parts), notes, List.of());
    }
    String where = host.where() + "!" + host.configFrom();
    return ofKernel(name, KernelReader.readFile(where, KernelFile.of(config.get())), parts);
  }

  /** What was given goes before what the snapshot has. */
  private static SubjectParts filled(HostSnapshot host, SubjectParts given) {
    Optional<Surface> line =
        given
            .commandLine()
            .or(() -> host.commandLine().map(t -> new Surface(host.where() + "!/proc/cmdline", t)));
    List<Surface> sysctl =
        given.sysctl().isEmpty()
            ? host.sysctl().map(t -> new Surface(host.where() + "!sysctl", t)).stream().toList()
            : given.sysctl();
    return new SubjectParts(
        line,
        sysctl,
        given.host(),
        given.version().or(() -> Optional.of(host.release())),
        given.arch().or(() -> Optional.of(host.machine())));
  }

  private static ReadSubject ofKernel(String name, KernelContents kernel, SubjectParts given)
      throws FormatException {
    if (kernel.config().isEmpty()) {
      throw new FormatException(kernel.missing());
    }
    KernelContents.Text text = kernel.config().get();
    KernelConfig config = KernelConfig.parse(text.where(), text.bytes());
    SubjectParts parts =
        new SubjectParts(
            given
                .commandLine()
                .or(() -> kernel.commandLine().map(t -> new Surface(t.where(), t.bytes()))),
            given.sysctl(),
            given.host(),
            given.version().or(kernel::release),
            given.arch().or(kernel::arch));
    if (parts.version().isEmpty() && config.header().isEmpty()) {
      throw new FormatException(
          text.where() + ":1:1",
          "nothing says which kernel this is for: no line \"# Linux/ARCH VERSION Kernel"
              + " Configuration\"; give the version (--kernel)");
    }
    if (parts.version().isPresent()) {
      KernelVersion.parse(parts.version().get());
    }
    List<String> notes = new ArrayList<>(kernel.notes());
    notes.addAll(ConfigNotes.of(text.where(), text.bytes(), config));
    Surface surface = new Surface(text.where(), text.bytes());
    return new ReadSubject(
        subject(name, Optional.of(surface), parts),
        notes,
        ConfigNotes.doubts(text.where(), config, MAX_DOUBTS));
  }

  private static KernelSubject subject(String name, Optional<Surface> config, SubjectParts parts) {
    return new KernelSubject(
        name,
        config,
        parts.commandLine(),
        parts.sysctl(),
        parts.host(),
        parts.version(),
        parts.arch());
  }
}
