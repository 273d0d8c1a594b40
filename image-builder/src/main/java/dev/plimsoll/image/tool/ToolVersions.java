package dev.plimsoll.image.tool;

import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the bytes of an image depend on beside its inputs. */
public final class ToolVersions {
  private ToolVersions() {}

  /**
   * Versions by name: {@code java} (whose zlib packs gzip), {@code zstd-jni} and the programs.
   *
   * @param directory where the programs run
   * @throws ToolException when one is missing
   */
  public static SortedMap<String, String> of(Set<Program> programs, Path directory)
      throws IOException {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("zstd-jni", ZstdVersion.VERSION);
    for (Program program : programs) {
      versions.put(program.command(), program.version(directory));
    }
    return versions;
  }
}
