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
import dev.plimsoll.image.plan.ComponentTrees.Unpacked;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.FileSpec;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.VolumeSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the root file system together in LinuxKit's order: kernel modules, init components, volumes,
 * containers, files. Directories that a kernel or an init needs to start are made when nothing
 * brought them. Not thread-safe.
 */
public final class RootPlan {
  private static final long MAX_SOURCE_FILE = 1L << 30;

  private final TreeBuilder root = new TreeBuilder();
  private final ApkDatabase apk = new ApkDatabase();
  private final List<BundlePlan> bundles = new ArrayList<>();
  private final Map<Object, List<BundlePlan>> sharers = new HashMap<>();
  private final LocalPaths paths;
  private final ImageSpec spec;
  private final ContentStore blobs;
  private Section section = Section.BUILDER;

  /**
   * @param paths finds the sources of {@code files:} and seccomp profiles
   * @param spec what is laid out
   * @param blobs has the images of {@code format: oci} volumes
   */
  public RootPlan(LocalPaths paths, ImageSpec spec, ContentStore blobs) {
    this.paths = paths;
    this.spec = spec;
    this.blobs = blobs;
  }

  /** What is added from now on belongs to {@code next}. */
  public void begin(Section next) {
    section = next;
    root.begin(next);
  }

  /** Unpacks what a kernel brings for the root, modules above all. */
  public void addModules(FileTree kernel, String origin) throws IOException {
    for (Map.Entry<String, FileTree.Placed> e : kernel.entries().entrySet()) {
      root.add(e.getKey(), e.getValue().node(), origin);
    }
  }

  /** Unpacks an init component straight into the root. */
  public void addInit(FileTree files) throws IOException {
    for (Map.Entry<String, FileTree.Placed> e : files.entries().entrySet()) {
      Node node = e.getValue().node();
      String origin = e.getValue().origin();
      if (ImageTree.keeps(e.getKey(), node) && !apk.takes(e.getKey(), node, origin)) {
        root.add(e.getKey(), node, origin);
      }
    }
  }

  /**
   * Adds a volume: its image's files in {@code lower/}, and empty {@code tmp/} and {@code merged/}
   * for init to mount.
   *
   * @param image empty for a blank volume
   */
  public void addVolume(VolumeSpec volume, Optional<Unpacked> image)
      throws FormatException, IOException {
    String origin = volume.at() + ": volume " + volume.name().value();
    for (String folder : List.of("", "/lower", "/tmp", "/merged")) {
      root.ensureDirectory(volume.directory() + folder, 0755, origin);
    }
    if (image.isPresent()) {
      FileTree files =
          switch (volume.format()) {
            case FILESYSTEM -> image.get().files();
            case OCI -> OciVolume.of(volume, image.get().component(), blobs);
          };
      root.addAll(files, volume.directory() + "/lower");
    }
  }

  /**
   * Adds the container number {@code index} of {@code kind}; services go by name alone, the others
   * run in order.
   *
   * @param identity equal for containers whose files are the same: they are laid out once
   */
  public void addContainer(
      String kind,
      int index,
      ContainerSpec container,
      Object identity,
      FileTree files,
      ImageConfig image)
      throws FormatException {
    String name = container.name().value();
    String folder = kind.equals("services") ? name : String.format("%03d-%s", index, name);
    BundlePlan bundle =
        BundlePlan.of(section, "containers/" + kind + "/" + folder, container, files, image, spec);
    bundles.add(bundle);
    sharers.computeIfAbsent(identity, i -> new ArrayList<>()).add(bundle);
  }

  /** Which mount points shared files need is known when all that share them are. */
  private void layOutContainers() throws FormatException, IOException {
    Map<BundlePlan, List<BundlePlan>> groups = new IdentityHashMap<>();
    sharers.values().forEach(group -> group.forEach(b -> groups.put(b, group)));
    for (BundlePlan bundle : bundles) {
      bundle.addTo(root, Optional.ofNullable(groups.get(bundle)).orElseThrow(), paths);
    }
    bundles.clear();
    sharers.clear();
    root.begin(section);
  }

  /** Adds one entry of {@code files:}, over whatever stands there. */
  public void addFile(FileSpec file, int index) throws FormatException, IOException {
    layOutContainers();
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
      case FileSpec.Metadata m ->
          Optional.of(
              new RegularFile(attributes, new Content.Inline(SpecMetadata.of(spec, m.form()))));
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

  /** LinuxKit's rule: parents take the file's mode, with x for whom it gives anything. */
  private void parents(FileSpec file, String origin) throws IOException {
    String path = file.path().value();
    int mode = file.mode() & 0777;
    mode |= ((mode & 0700) != 0 ? 0100 : 0) | ((mode & 070) != 0 ? 010 : 0);
    mode |= (mode & 07) != 0 ? 01 : 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (root.find(parent).isEmpty()) {
        root.add(parent, new Directory(Attributes.generated(mode, file.uid(), file.gid())), origin);
      }
    }
  }

  /** The finished tree. */
  public FileTree build() throws FormatException, IOException {
    layOutContainers();
    String origin = "the builder";
    root.begin(Section.BUILDER);
    apk.addTo(root);
    ImageTree.addForced(root, ImageTree.rootResolvConf(), origin);
    root.ensureDirectory("run", 0755, origin);
    root.ensureDirectory("tmp", 01777, origin);
    return root.build();
  }
}
