package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * LinuxKit's changes to the files of an image: what container engines leave behind is dropped, and
 * what every container and every root must have is made.
 */
final class ImageTree {
  private static final Set<String> DROPPED =
      Set.of(".dockerenv", "Dockerfile", "dev/console", "etc/hostname");

  /** Mount points: only a directory will do. */
  private static final Set<String> DROPPED_UNLESS_DIRECTORY = Set.of("dev/pts", "dev/shm");

  private static final List<String> DIRECTORIES =
      List.of("dev", "dev/pts", "dev/shm", "etc", "proc", "sys");

  /** Replaced in every image: an engine's own are of no use elsewhere. */
  static final String HOSTS = "etc/hosts";

  static final String RESOLV_CONF = "etc/resolv.conf";
  static final String MTAB = "etc/mtab";

  private static final String HOSTS_TEXT =
      """
      127.0.0.1       localhost
      ::1     localhost ip6-localhost ip6-loopback
      fe00::0 ip6-localnet
      ff00::0 ip6-mcastprefix
      ff02::1 ip6-allnodes
      ff02::2 ip6-allrouters
      """;
  private static final String RESOLV_CONF_TEXT = "\n# no resolv.conf configured\n";

  private ImageTree() {}

  /** Whether an image's own {@code node} at {@code path} stays. */
  static boolean keeps(String path, Node node) {
    return !DROPPED.contains(path)
        && !path.equals(HOSTS)
        && !path.equals(RESOLV_CONF)
        && !path.equals(MTAB)
        && (node instanceof Directory || !DROPPED_UNLESS_DIRECTORY.contains(path));
  }

  /** The files of a container's image. */
  static TreeBuilder ofContainer(FileTree files, String origin) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    for (var e : files.entries().entrySet()) {
      if (keeps(e.getKey(), e.getValue().node())) {
        tree.add(e.getKey(), e.getValue().node(), e.getValue().origin());
      }
    }
    addForced(tree, text(RESOLV_CONF_TEXT), origin);
    return tree;
  }

  /** The root's own: names are resolved by what a service writes at run time. */
  static Node rootResolvConf() {
    return new Symlink(Attributes.generated(0777), "/run/resolvconf/resolv.conf");
  }

  /** What must be there, where nothing is yet. */
  static void addForced(TreeBuilder tree, Node resolvConf, String origin) throws IOException {
    for (String path : DIRECTORIES) {
      tree.ensureDirectory(path, 0755, origin);
    }
    addIfMissing(tree, HOSTS, text(HOSTS_TEXT), origin);
    addIfMissing(tree, RESOLV_CONF, resolvConf, origin);
    addIfMissing(tree, MTAB, new Symlink(Attributes.generated(0777), "/proc/mounts"), origin);
  }

  private static void addIfMissing(TreeBuilder tree, String path, Node node, String origin)
      throws IOException {
    if (tree.find(path).isEmpty()) {
      tree.add(path, node, origin);
    }
  }

  private static RegularFile text(String text) {
    return new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.ofUtf8(text)));
  }
}
