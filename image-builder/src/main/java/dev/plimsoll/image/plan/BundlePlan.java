package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.spec.ContainerSettings;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.MountSpec;
import dev.plimsoll.image.spec.SeccompSetting;
import dev.plimsoll.image.spec.SpecParser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One container as LinuxKit lays it out: {@code config.json}, {@code runtime.json}, and the image's
 * files in {@code rootfs/} when it is read-only, else in {@code lower/} with an empty {@code tmp/}
 * and {@code rootfs/} that init joins with overlayfs. Containers of one image share the first one's
 * files.
 *
 * @param section of the container
 * @param directory of the bundle in the root, e.g. {@code containers/services/web}
 * @param settings of the YAML laid over those of the image's label
 * @param files of the image
 */
record BundlePlan(
    Section section,
    String directory,
    ContainerSpec container,
    ContainerSettings settings,
    FileTree files,
    ImageConfig image) {
  private static final String LABEL = "org.mobyproject.config";

  static BundlePlan of(
      Section section,
      String directory,
      ContainerSpec container,
      FileTree files,
      ImageConfig image,
      ImageSpec spec)
      throws FormatException {
    return new BundlePlan(
        section, directory, container, settings(container, image, spec), files, image);
  }

  private static ContainerSettings settings(
      ContainerSpec container, ImageConfig image, ImageSpec spec) throws FormatException {
    Optional<String> text = Optional.ofNullable(image.labels().get(LABEL));
    if (text.isEmpty() || text.get().isBlank()) {
      return container.settings();
    }
    String where = container.image().at() + ": label " + LABEL + " of " + container.image().value();
    ContainerSettings label = SpecParser.parseLabel(where, text.get(), spec);
    if (label.access().seccomp().map(Located::value).orElse(new SeccompSetting.Default())
        instanceof SeccompSetting.Profile profile) {
      throw new FormatException(
          profile.path().at().toString(),
          "label.seccomp: found "
              + FormatException.quote(profile.path().value())
              + "; a label may say default or unconfined, files are named by the specification");
    }
    return container.settings().over(label);
  }

  boolean isReadonly() {
    return RuntimeConfig.isReadonly(settings);
  }

  /** Where the image's files lie when this container is the first with them. */
  String tree() {
    return directory + (isReadonly() ? "/rootfs" : "/lower");
  }

  /**
   * Lays the container out.
   *
   * @param sharers every container with the same files, this one among them, in order; the first
   *     has them
   */
  void addTo(TreeBuilder root, List<BundlePlan> sharers, LocalPaths paths)
      throws FormatException, IOException {
    String origin = container.title();
    BundlePlan first = sharers.getFirst();
    root.begin(section);
    root.ensureDirectory(directory, 0755, origin);
    root.ensureDirectory(directory + "/rootfs", 0755, origin);
    if (first == this) {
      root.ensureDirectory(tree(), 0755, origin);
      root.addAll(image(sharers), tree());
    }
    if (!isReadonly()) {
      root.ensureDirectory(directory + "/tmp", 0755, origin);
    }
    file(root, directory + "/config.json", config(paths), origin);
    file(
        root,
        directory + "/runtime.json",
        RuntimeJson.write("/" + directory, "/" + first.tree(), isReadonly(), settings.runtime()),
        origin);
  }

  private Bytes config(LocalPaths paths) throws FormatException, IOException {
    Users.Ids ids = Users.of(settings.process(), image, container, files);
    Optional<Located<SeccompSetting>> setting = settings.access().seccomp();
    Optional<JsonObject> seccomp =
        setting.isPresent() ? SeccompProfile.of(setting.get(), paths) : Optional.empty();
    return RuntimeConfig.write(container, settings, image, ids, seccomp);
  }

  /** The image's files, with the mount points that its read-only containers need. */
  private FileTree image(List<BundlePlan> sharers) throws IOException {
    TreeBuilder tree = ImageTree.ofContainer(files, container.title());
    for (BundlePlan sharer : sharers) {
      if (sharer.isReadonly()) {
        // the runtime cannot make mount points in a read-only root
        for (MountSpec mount : RuntimeConfig.mounts(sharer.settings)) {
          if (!mount.type().equals("bind")) {
            mountPoint(tree, mount.destination(), sharer.container.title());
          }
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

  private static void file(TreeBuilder root, String path, Bytes content, String origin)
      throws IOException {
    root.add(
        path, new RegularFile(Attributes.generated(0644), new Content.Inline(content)), origin);
  }
}
