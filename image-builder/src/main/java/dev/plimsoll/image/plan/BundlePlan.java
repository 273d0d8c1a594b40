package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.spec.ContainerSettings;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.MountSpec;
import dev.plimsoll.image.spec.SpecParser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lays out one container as LinuxKit does: {@code config.json}, {@code runtime.json}, and the files
 * in {@code rootfs/} when read-only, else in {@code lower/} with an empty {@code tmp/} and {@code
 * rootfs/} that init joins with overlayfs.
 */
final class BundlePlan {
  private static final String LABEL = "org.mobyproject.config";

  /** What container engines leave in images and LinuxKit drops. */
  private static final Set<String> DROPPED =
      Set.of(".dockerenv", "Dockerfile", "dev/console", "etc/hostname");

  private BundlePlan() {}

  /**
   * @param directory of the bundle in the root, e.g. {@code containers/services/web}
   * @param files of the container's image
   */
  static void add(
      TreeBuilder root,
      String directory,
      ContainerSpec container,
      FileTree files,
      ImageConfig image)
      throws FormatException, IOException {
    ContainerSettings settings = settings(container, image);
    String origin = container.title();
    boolean readonly = RuntimeConfig.isReadonly(settings);
    String lower = directory + (readonly ? "/rootfs" : "/lower");
    root.ensureDirectory(directory, 0755, origin);
    root.ensureDirectory(directory + "/rootfs", 0755, origin);
    root.ensureDirectory(lower, 0755, origin);
    if (!readonly) {
      root.ensureDirectory(directory + "/tmp", 0755, origin);
    }
    root.addAll(image(files, settings, readonly, origin), lower);
    file(root, directory + "/config.json", RuntimeConfig.write(container, settings, image), origin);
    file(root, directory + "/runtime.json", runtime(directory, readonly), origin);
  }

  private static ContainerSettings settings(ContainerSpec container, ImageConfig image)
      throws FormatException {
    Optional<String> label = Optional.ofNullable(image.labels().get(LABEL));
    if (label.isEmpty() || label.get().isBlank()) {
      return container.settings();
    }
    String where = container.image().at() + ": label " + LABEL + " of " + container.image().value();
    return container.settings().over(SpecParser.parseLabel(where, label.get()));
  }

  /** The image's files, with the mount points and files that every container needs. */
  private static FileTree image(
      FileTree files, ContainerSettings settings, boolean readonly, String origin)
      throws IOException {
    TreeBuilder tree = new TreeBuilder();
    for (Map.Entry<String, FileTree.Placed> e : files.entries().entrySet()) {
      if (!DROPPED.contains(e.getKey())) {
        tree.add(e.getKey(), e.getValue().node(), e.getValue().origin());
      }
    }
    for (String path : List.of("dev", "etc", "proc", "sys")) {
      tree.ensureDirectory(path, 0755, origin);
    }
    for (String path : List.of("etc/hosts", "etc/resolv.conf")) {
      tree.set(path, empty(), origin);
    }
    tree.set("etc/mtab", new Symlink(Attributes.generated(0777), "/proc/mounts"), origin);
    if (readonly) {
      // the runtime cannot make mount points in a read-only root
      for (MountSpec mount : RuntimeConfig.mounts(settings)) {
        if (!mount.type().equals("bind")) {
          mountPoint(tree, mount.destination(), origin);
        }
      }
    }
    return tree.build();
  }

  private static void mountPoint(TreeBuilder tree, String destination, String origin)
      throws IOException {
    String path = destination.replaceAll("^/+|/+$", "");
    boolean belowMount =
        path.startsWith("dev/") || path.startsWith("proc/") || path.startsWith("sys/");
    if (path.isEmpty() || belowMount || tree.find(path).isPresent()) {
      return;
    }
    try {
      tree.ensureDirectory(path, 0755, origin);
    } catch (LayerException e) {
      throw new LayerException(origin + ": cannot mount at " + destination + ": " + e.getMessage());
    }
  }

  private static RegularFile empty() {
    return new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.ofUtf8("")));
  }

  private static void file(TreeBuilder root, String path, Bytes content, String origin)
      throws IOException {
    root.add(
        path, new RegularFile(Attributes.generated(0644), new Content.Inline(content)), origin);
  }

  /** What init does before the runtime starts; LinuxKit's {@code runtime.json}, by path. */
  private static Bytes runtime(String directory, boolean readonly) {
    String base = "/" + directory;
    List<JsonValue> mounts =
        readonly
            ? List.of(mount("bind", base + "/rootfs", base + "/rootfs", List.of("bind", "private")))
            : List.of(
                mount("tmpfs", "tmpfs", base + "/tmp", List.of()),
                mount(
                    "overlay",
                    "overlay",
                    base + "/rootfs",
                    List.of(
                        "lowerdir=" + base + "/lower",
                        "upperdir=" + base + "/tmp/upper",
                        "workdir=" + base + "/tmp/work")));
    return JsonWriter.pretty(
        JsonObject.builder()
            .put("mounts", mounts)
            .putStrings(
                "mkdir", readonly ? List.of() : List.of(base + "/tmp/upper", base + "/tmp/work"))
            .build());
  }

  private static JsonValue mount(
      String type, String source, String destination, List<String> options) {
    return JsonObject.builder()
        .put("type", type)
        .put("source", source)
        .put("destination", destination)
        .putStrings("options", options)
        .build();
  }
}
