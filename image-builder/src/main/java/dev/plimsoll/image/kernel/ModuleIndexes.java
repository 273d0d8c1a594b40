package dev.plimsoll.image.kernel;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code depmod} leaves beside modules and a Debian package does not have, so that {@code
 * modprobe} works in a root that is read-only: {@code modules.dep}, {@code modules.alias} and
 * {@code modules.softdep} as text, and the indexes that kmod reads instead ({@code .bin}).
 * Dependencies are those that modules name themselves. What is called a module and is no ELF file
 * is left out of the lists and stays in the tree, as {@code depmod} does.
 */
public final class ModuleIndexes {
  private static final int MAX_MODULE = 64 << 20;
  private static final int MAX_LIST = 4 << 20;
  private static final String ORIGIN = "the builder";
  private static final Pattern MODULE =
      Pattern.compile("(?:.*/)?([^/]+)\\.ko(?:\\.gz|\\.xz|\\.zst)?");

  private final Map<String, Found> modules = new LinkedHashMap<>();

  /** {@code path} below the folder of the release. */
  private record Found(String path, ModuleInfo info) {}

  private ModuleIndexes() {}

  /** {@code tree}, with indexes where it has modules of {@code release} and no index. */
  public static FileTree addTo(FileTree tree, String release) throws IOException {
    if (release.isEmpty()) {
      return tree;
    }
    for (String base : List.of("lib/modules/" + release, "usr/lib/modules/" + release)) {
      boolean indexed = tree.find(base + "/modules.dep").isPresent();
      if (!indexed
          && tree.below(base).keySet().stream().anyMatch(p -> MODULE.matcher(p).matches())) {
        return add(tree, base);
      }
    }
    return tree;
  }

  private static FileTree add(FileTree tree, String base) throws IOException {
    ModuleIndexes indexes = new ModuleIndexes();
    for (Map.Entry<String, Placed> e : tree.below(base).entrySet()) {
      Matcher name = MODULE.matcher(e.getKey());
      if (name.matches() && e.getValue().node() instanceof RegularFile file) {
        String path = e.getKey().substring(base.length() + 1);
        byte[] module = read(path, file.content());
        if (ModuleInfo.isElf(module)) {
          ModuleInfo info = ModuleInfo.parse(path, module);
          indexes.modules.putIfAbsent(normal(name.group(1)), new Found(path, info));
        }
      }
    }
    TreeBuilder with = new TreeBuilder();
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      with.begin(e.getValue().section());
      with.add(e.getKey(), e.getValue().node(), e.getValue().origin());
    }
    Optional<RegularFile> builtIn = tree.findFile(base + "/modules.builtin");
    String listed = builtIn.isEmpty() ? "" : builtIn.get().content().read(MAX_LIST).utf8();
    for (Map.Entry<String, Bytes> e : indexes.files(listed).entrySet()) {
      Content content = new Content.Inline(e.getValue());
      with.add(
          base + "/" + e.getKey(), new RegularFile(Attributes.generated(0644), content), ORIGIN);
    }
    return with.build();
  }

  private static byte[] read(String path, Content content) throws IOException {
    try (InputStream in = Compression.unpack(content.open())) {
      byte[] bytes = in.readNBytes(MAX_MODULE + 1);
      if (bytes.length > MAX_MODULE) {
        throw new LayerException(
            "kernel module " + path + " is larger than " + MAX_MODULE + " bytes");
      }
      return bytes;
    }
  }

  private Map<String, Bytes> files(String builtIn) {
    StringBuilder dep = new StringBuilder();
    StringBuilder alias = new StringBuilder("# Aliases extracted from modules themselves.\n");
    StringBuilder soft =
        new StringBuilder("# Soft dependencies extracted from modules themselves.\n");
    ModuleTrie depTrie = new ModuleTrie();
    ModuleTrie aliasTrie = new ModuleTrie();
    ModuleTrie builtInTrie = new ModuleTrie();
    int number = 0;
    for (Map.Entry<String, Found> e : modules.entrySet()) {
      String line = e.getValue().path + ":" + dependencies(e.getKey());
      dep.append(line).append('\n');
      depTrie.add(e.getKey(), line, number);
      for (String name : e.getValue().info.aliases()) {
        alias.append("alias ").append(name).append(' ').append(e.getKey()).append('\n');
        aliasTrie.add(normalAlias(name), e.getKey(), number);
      }
      for (String text : e.getValue().info.soft()) {
        soft.append("softdep ").append(e.getKey()).append(' ').append(text).append('\n');
      }
      number++;
    }
    int place = 0;
    for (String line : builtIn.lines().toList()) {
      Matcher name = MODULE.matcher(line);
      if (name.matches()) {
        builtInTrie.add(normal(name.group(1)), "", place++);
      }
    }
    Map<String, Bytes> files = new LinkedHashMap<>();
    files.put("modules.alias", Bytes.ofUtf8(alias.toString()));
    files.put("modules.alias.bin", aliasTrie.encode());
    files.put("modules.builtin.bin", builtInTrie.encode());
    files.put("modules.dep", Bytes.ofUtf8(dep.toString()));
    files.put("modules.dep.bin", depTrie.encode());
    files.put("modules.softdep", Bytes.ofUtf8(soft.toString()));
    files.put("modules.symbols.bin", new ModuleTrie().encode());
    return files;
  }

  /** All that must be there before, each in front of what it needs itself, as modprobe reads it. */
  private String dependencies(String name) {
    Set<String> before = new LinkedHashSet<>();
    collect(name, before, new LinkedHashSet<>());
    before.remove(name);
    StringBuilder paths = new StringBuilder();
    for (String each : List.copyOf(before).reversed()) {
      paths.append(' ').append(Optional.ofNullable(modules.get(each)).orElseThrow().path);
    }
    return paths.toString();
  }

  /** Puts what {@code name} needs into {@code done}, then itself; a circle is walked once. */
  private void collect(String name, Set<String> done, Set<String> begun) {
    Optional<Found> module = Optional.ofNullable(modules.get(name));
    if (module.isEmpty() || !begun.add(name)) {
      return;
    }
    for (String needed : module.get().info.depends()) {
      collect(normal(needed), done, begun);
    }
    done.add(name);
  }

  private static String normal(String name) {
    return name.replace('-', '_');
  }

  /** Dashes are underscores, but for those in a bracket expression. */
  private static String normalAlias(String alias) {
    StringBuilder plain = new StringBuilder();
    boolean inside = false;
    for (char c : alias.toCharArray()) {
      inside = c == '[' || (inside && c != ']');
      plain.append(c == '-' && !inside ? '_' : c);
    }
    return plain.toString();
  }
}
