package dev.plimsoll.image.kernel;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The modules of one kernel release, found below {@code lib/modules/RELEASE}, and the order in
 * which those that are wanted must be inserted. Module files may be packed with gzip, xz or zstd.
 * Not thread-safe.
 */
public final class ModuleSet {
  private static final int MAX_MODULE = 64 << 20;
  private static final int MAX_LIST = 4 << 20;
  private static final int MAX_DEPTH = 64;
  private static final Pattern MODULE = Pattern.compile("(.*/)?([^/]+)\\.ko(\\.gz|\\.xz|\\.zst)?");

  private final String release;
  private final Map<String, Content> files = new TreeMap<>();
  private final Set<String> builtIn = new HashSet<>();
  private final Map<String, ModuleInfo> infos = new TreeMap<>();

  private ModuleSet(String release) {
    this.release = release;
  }

  /** Looks at the modules of {@code release} in {@code tree}, at their names alone. */
  public static ModuleSet of(FileTree tree, String release) throws IOException {
    ModuleSet set = new ModuleSet(release);
    for (String base : List.of("lib/modules/" + release, "usr/lib/modules/" + release)) {
      for (Map.Entry<String, Placed> e : tree.below(base).entrySet()) {
        java.util.regex.Matcher m = MODULE.matcher(e.getKey());
        if (e.getValue().node() instanceof RegularFile f && m.matches()) {
          set.files.put(normal(m.group(2)), f.content());
        }
      }
      set.addBuiltIn(tree, base);
    }
    return set;
  }

  private void addBuiltIn(FileTree tree, String base) throws IOException {
    Optional<RegularFile> list = tree.findFile(base + "/modules.builtin");
    if (list.isPresent()) {
      for (String line : list.get().content().read(MAX_LIST).utf8().lines().toList()) {
        builtIn.add(normal(line.replaceFirst(".*/", "").replaceFirst("\\.ko$", "")));
      }
    }
    Optional<RegularFile> info = tree.findFile(base + "/modules.builtin.modinfo");
    if (info.isPresent()) {
      for (String line : info.get().content().read(MAX_LIST).utf8().split("\0")) {
        int alias = line.indexOf(".alias=");
        if (alias > 0) {
          builtIn.add(normal(line.substring(alias + ".alias=".length())));
        }
      }
    }
  }

  /** Whether the kernel came without any modules: then all that it has is built in. */
  public boolean isEmpty() {
    return files.isEmpty() && builtIn.isEmpty();
  }

  /** A module, unpacked, as the kernel takes it. */
  public record Module(String name, Bytes image) {}

  /**
   * The wanted modules and what they need, in an order in which each can be inserted. What is built
   * in needs no file; what is neither is an error.
   *
   * @param wanted names or aliases, e.g. {@code dm_verity}, {@code crypto-sha256}
   */
  public List<Module> resolve(List<String> wanted) throws IOException {
    Map<String, Module> ordered = new LinkedHashMap<>();
    if (isEmpty()) {
      return List.of();
    }
    for (String name : wanted) {
      add(name, ordered, "stage 1", 0);
    }
    return new ArrayList<>(ordered.values());
  }

  private void add(String alias, Map<String, Module> ordered, String wantedBy, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new LayerException(
          "kernel modules of " + release + " depend on each other in a circle");
    }
    if (builtIn.contains(normal(alias))) {
      return;
    }
    String name =
        findName(alias)
            .orElseThrow(
                () ->
                    new LayerException(
                        "kernel "
                            + release
                            + " has neither a module nor built in: \""
                            + alias
                            + "\", wanted by "
                            + wantedBy));
    if (ordered.containsKey(name)) {
      return;
    }
    ModuleInfo info = info(name);
    for (String before : info.softBefore()) {
      if (builtIn.contains(normal(before)) || findName(before).isPresent()) {
        add(before, ordered, name, depth + 1);
      }
    }
    for (String before : info.depends()) {
      add(before, ordered, name, depth + 1);
    }
    ordered.putIfAbsent(name, new Module(name, image(name)));
  }

  /** By file name, else by alias among the modules that begin alike, as {@code crc32c_generic}. */
  private Optional<String> findName(String alias) throws IOException {
    String name = normal(alias);
    if (files.containsKey(name)) {
      return Optional.of(name);
    }
    String stem = normal(alias.replaceFirst("^crypto-", "").replaceFirst("[0-9]+$", ""));
    for (String candidate : files.keySet()) {
      if (candidate.startsWith(stem)
          && info(candidate).aliases().stream().anyMatch(a -> normal(a).equals(name))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private ModuleInfo info(String name) throws IOException {
    Optional<ModuleInfo> known = Optional.ofNullable(infos.get(name));
    if (known.isPresent()) {
      return known.get();
    }
    ModuleInfo info = ModuleInfo.parse(name, image(name));
    infos.put(name, info);
    return info;
  }

  private Bytes image(String name) throws IOException {
    Content content = Optional.ofNullable(files.get(name)).orElseThrow();
    try (InputStream in = Compression.unpack(content.open())) {
      byte[] bytes = in.readNBytes(MAX_MODULE + 1);
      if (bytes.length > MAX_MODULE) {
        throw new LayerException(
            "kernel module " + name + " is larger than " + MAX_MODULE + " bytes");
      }
      return Bytes.copyOf(bytes);
    }
  }

  /** The kernel writes module names with underscores, files often with dashes. */
  private static String normal(String name) {
    return name.replace('-', '_');
  }
}
