package dev.plimsoll.kernel.input;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.sysctl.SysctlDump;
import dev.plimsoll.kernel.sysctl.SysctlSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sysctls out of files and folders, in the order in which {@code systemd-sysctl} and {@code sysctl
 * --system} apply them (sysctl.d(5)): the {@code *.conf} of all folders sorted by their names,
 * whatever the folder; of two with one name that of the folder named first; then single files, as
 * {@code /etc/sysctl.conf} is, in the order given.
 */
public final class SysctlSources {
  private static final int MAX_FILES = 1_000;

  private SysctlSources() {}

  /**
   * Reads and checks them.
   *
   * @throws FormatException located at a line that is no setting
   */
  public static List<Surface> read(List<Path> paths) throws FormatException, IOException {
    Map<String, Path> dropIns = new TreeMap<>();
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        dropIns(path).forEach(f -> dropIns.putIfAbsent(String.valueOf(f.getFileName()), f));
      } else {
        files.add(path);
      }
    }
    files.addAll(0, dropIns.values());
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new FormatException(
          paths + ": " + files.size() + " sysctl files, wanted 1 to " + MAX_FILES + " (audit)");
    }
    List<Surface> surfaces = new ArrayList<>();
    for (Path file : files) {
      surfaces.add(surface(file));
    }
    SysctlSettings.parse(
        surfaces.stream().map(s -> new SysctlSettings.Source(s.where(), s.text())).toList());
    return surfaces;
  }

  private static List<Path> dropIns(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".conf")).toList();
    }
  }

  private static Surface surface(Path file) throws FormatException, IOException {
    if (Files.size(file) > SysctlDump.MAX_BYTES) {
      throw new FormatException(
          file + ":1:1",
          Files.size(file) + " bytes; the limit is " + SysctlDump.MAX_BYTES + " (sysctl reader)");
    }
    // a link to /dev/null masks a file of the same name: it reads as empty
    return new Surface(file.toString(), Bytes.copyOf(Files.readAllBytes(file)));
  }
}
