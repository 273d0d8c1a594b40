package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.FileSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the root file system together in LinuxKit's order: kernel modules, init components,
 * containers, files. Directories that a kernel or an init needs to start are made when nothing
 * brought them. Not thread-safe.
 */
public final class RootPlan {
  private static final long MAX_SOURCE_FILE = 1L << 30;

  private final TreeBuilder root = new TreeBuilder();
  private final LocalPaths paths;

  /** {@code paths} finds the sources of {@code files:}. */
  public RootPlan(LocalPaths paths) {
    this.paths = paths;
  }

  /** What is added from now on belongs to {@code section}. */
  public void begin(Section section) {
    root.begin(section);
  }

  /** Unpacks what a kernel brings for the root, modules above all. */
  public void addModules(FileTree kernel, String origin) throws IOException {
    for (Map.Entry<String, FileTree.Placed> e : kernel.entries().entrySet()) {
      root.add(e.getKey(), e.getValue().node(), origin);
    }
  }

  /** Unpacks an init component straight into the root. */
  public void addInit(FileTree files) throws IOException {
    root.addAll(files, "");
  }

  /**
   * Adds the container number {@code index} of {@code section}; services go by name alone, the
   * others run in order.
   */
  public void addContainer(
      String section, int index, ContainerSpec container, FileTree files, ImageConfig image)
      throws FormatException, IOException {
    String name = container.name().value();
    String folder = section.equals("services") ? name : String.format("%03d-%s", index, name);
    BundlePlan.add(root, "containers/" + section + "/" + folder, container, files, image);
  }

  /** Adds one entry of {@code files:}, over whatever stands there. */
  public void addFile(FileSpec file, int index) throws FormatException, IOException {
    String origin = file.at() + ": files[" + index + "]";
    Optional<Node> node = node(file);
    if (node.isPresent()) {
      parents(file, origin);
      root.set(file.path().value(), node.get(), origin);
    }
  }

  private Optional<Node> node(FileSpec file) throws FormatException, IOException {
    Attributes attributes = Attributes.generated(file.mode(), file.uid(), file.gid());
    return switch (file.content()) {
      case FileSpec.Text t ->
          Optional.of(new RegularFile(attributes, new Content.Inline(t.bytes())));
      case FileSpec.Link l ->
          Optional.of(new Symlink(Attributes.generated(0777, file.uid(), file.gid()), l.target()));
      case FileSpec.Directory d -> Optional.of(new Directory(attributes));
      case FileSpec.Source s -> source(s, attributes);
    };
  }

  private Optional<Node> source(FileSpec.Source source, Attributes attributes)
      throws FormatException, IOException {
    String path = source.path().value();
    if (source.optional() && !paths.exists(path)) {
      return Optional.empty();
    }
    Path file = paths.resolve(path, source.path());
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    if (!found.isRegularFile() || found.size() > MAX_SOURCE_FILE) {
      throw new FormatException(
          source.path().at() + ": " + path,
          "wanted a regular file of at most " + MAX_SOURCE_FILE + " bytes");
    }
    return Optional.of(new RegularFile(attributes, new Content.Stretch(file, 0, found.size())));
  }

  /** LinuxKit's rule: missing parents take the file's mode, with x where there is r. */
  private void parents(FileSpec file, String origin) throws IOException {
    String path = file.path().value();
    int mode = file.mode() | (file.mode() & 0444) >> 2;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (root.find(parent).isEmpty()) {
        root.add(parent, new Directory(Attributes.generated(mode, file.uid(), file.gid())), origin);
      }
    }
  }

  /** The finished tree. */
  public FileTree build() throws IOException {
    String origin = "the builder";
    root.begin(Section.BUILDER);
    for (String path : List.of("dev", "etc", "proc", "run", "sys")) {
      root.ensureDirectory(path, 0755, origin);
    }
    root.ensureDirectory("tmp", 01777, origin);
    if (root.find("etc/resolv.conf").isEmpty()) {
      root.add(
          "etc/resolv.conf",
          new Symlink(Attributes.generated(0777), "/run/resolvconf/resolv.conf"),
          origin);
    }
    return root.build();
  }
}
