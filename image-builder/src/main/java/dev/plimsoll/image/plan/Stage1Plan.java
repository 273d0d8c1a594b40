package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.kernel.ModuleSet;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The trees of the stage-1 initramfs, one for each segment: the base with BusyBox, the kernel's
 * modules, and what decides about booting. Each has all its parent directories, because the kernel
 * makes none.
 *
 * <pre>
 * /init  /bin/busybox  /bin/plimsoll-agent
 * /etc/plimsoll/{verdict-keys.pem,release-keys.pem,role}   or   /etc/plimsoll/open-only
 * /etc/plimsoll/modules     one absolute path a line, in insmod order
 * /lib/modules/NAME.ko
 * </pre>
 */
public final class Stage1Plan {
  private static final String ORIGIN = "stage 1";
  private static final List<String> DIRECTORIES =
      List.of("bin", "dev", "etc", "newroot", "proc", "run", "sys", "tmp");
  private static final String SCRIPTS = "/dev/plimsoll/image/stage1/";

  private Stage1Plan() {}

  /** The base segment. {@code busybox} is a static program. */
  public static FileTree base(RegularFile busybox) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    for (String path : DIRECTORIES) {
      tree.ensureDirectory(path, 0755, ORIGIN);
    }
    tree.add("bin/busybox", program(busybox.content()), ORIGIN);
    // where a command line may send the kernel that starts the same root as an initramfs
    tree.add("sbin/init", new Symlink(Attributes.generated(0777), "/init"), ORIGIN);
    return tree.build();
  }

  /** The segment of the kernel's modules. */
  public static FileTree modules(List<ModuleSet.Module> modules) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    StringBuilder order = new StringBuilder();
    tree.ensureDirectory("lib/modules", 0755, ORIGIN);
    for (ModuleSet.Module module : modules) {
      String path = "lib/modules/" + module.name() + ".ko";
      tree.add(path, file(0644, module.image()), ORIGIN);
      order.append('/').append(path).append('\n');
    }
    tree.add("etc/plimsoll/modules", file(0644, Bytes.ofUtf8(order.toString())), ORIGIN);
    return tree.build();
  }

  /** The segment with the boot agent and all that it trusts. */
  public static FileTree agent(BootAgent agent) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.add("init", file(0755, agent.initScript()), ORIGIN);
    tree.add("bin/plimsoll-agent", file(0755, agent.program()), ORIGIN);
    tree.add("etc/plimsoll/verdict-keys.pem", file(0644, agent.verdictKeys()), ORIGIN);
    tree.add("etc/plimsoll/release-keys.pem", file(0644, agent.releaseKeys()), ORIGIN);
    tree.add("etc/plimsoll/role", file(0644, Bytes.ofUtf8(agent.role() + "\n")), ORIGIN);
    return tree.build();
  }

  /**
   * The segment without an agent: a script that opens the command line's root hash through
   * dm-verity with {@code dmsetup}.
   *
   * @param tools Debian packages of dmsetup and its libraries, unpacked
   */
  public static FileTree openOnly(List<FileTree> tools) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    for (FileTree tool : tools) {
      for (var e : tool.entries().entrySet()) {
        if (isNeeded(e.getKey(), e.getValue().node())) {
          tree.add(e.getKey(), e.getValue().node(), e.getValue().origin());
        }
      }
    }
    tree.add("etc/plimsoll/open-only", file(0644, Bytes.ofUtf8("")), ORIGIN);
    tree.add("init", file(0755, resource(Stage1Kind.VERITY)), ORIGIN);
    return tree.build();
  }

  private static boolean isNeeded(String path, Node node) {
    boolean library =
        path.matches("(usr/)?lib/(x86_64|aarch64|riscv64)-linux-gnu/[^/]+\\.so[.0-9]*")
            && path.matches(
                ".*/(ld-linux|libc|libm|libdl|libpthread|libdevmapper|libselinux"
                    + "|libudev|libpcre2-8)[-.].*");
    return library
        || path.matches("(usr/)?lib(64)?/ld-linux-(x86-64|aarch64|riscv64-lp64d)\\.so\\.[0-9]")
        || (path.equals("sbin/dmsetup") && node instanceof RegularFile);
  }

  /** The segment for a root that nothing vouches for: a script that mounts it read-only. */
  public static FileTree script(Stage1Kind kind) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.add("init", file(0755, resource(kind)), ORIGIN);
    tree.add("etc/plimsoll/root-type", file(0644, Bytes.ofUtf8(type(kind))), ORIGIN);
    return tree.build();
  }

  private static String type(Stage1Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + "\n";
  }

  private static Bytes resource(Stage1Kind kind) throws IOException {
    String name = SCRIPTS + kind.initScript();
    try (InputStream in =
        Optional.ofNullable(Stage1Plan.class.getResourceAsStream(name)).orElseThrow()) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }

  private static Node program(Content content) {
    return new RegularFile(Attributes.generated(0755), content);
  }

  private static Node file(int mode, Bytes content) {
    return new RegularFile(Attributes.generated(mode), new Content.Inline(content));
  }
}
