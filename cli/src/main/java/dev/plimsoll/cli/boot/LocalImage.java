package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of an image that {@code build} wrote, found by any one of their names or by {@code
 * DIR/NAME}:
 *
 * <pre>
 * kernel+initrd      NAME-kernel NAME-cmdline NAME-initrd.img
 * kernel+squashfs    NAME-kernel NAME-cmdline NAME-squashfs.img NAME-squashfs-initrd.img
 * kernel+erofs       NAME-kernel NAME-cmdline NAME-erofs.img NAME-erofs-initrd.img
 * verity             NAME-kernel NAME-verity-cmdline NAME-verity.img NAME-verity-initrd.img
 * tar-kernel-initrd  NAME-initrd.tar
 * oci                NAME-oci/
 * </pre>
 *
 * A file's own name chooses among several formats; {@code DIR/NAME} must have one alone.
 *
 * @param initramfs in this order; none: the kernel mounts its root itself
 * @param root raw disk, attached read-only as the first virtio disk
 */
public record LocalImage(
    Path kernel, List<Path> initramfs, Optional<Path> root, String commandLine) {
  private static final int MAX_COMMAND_LINE_FILE = 64 << 10;

  public LocalImage {
    initramfs = List.copyOf(initramfs);
  }

  /** A format with files of its own beside kernel and command line. */
  private enum Form {
    INITRD("", "-initrd.img"),
    SQUASHFS("-squashfs", "-squashfs.img"),
    EROFS("-erofs", "-erofs.img"),
    VERITY("-verity", "-verity.img"),
    TAR("", "-initrd.tar"),
    OCI("", "-oci");

    private final String infix;
    private final String main;

    Form(String infix, String main) {
      this.infix = infix;
      this.main = main;
    }

    /** Files that are this format's alone, and so name it. */
    List<String> own() {
      return switch (this) {
        case INITRD, TAR, OCI -> List.of(main);
        case SQUASHFS, EROFS -> List.of(infix + "-initrd.img", main);
        case VERITY ->
            List.of(infix + "-initrd.img", infix + "-cmdline", infix + "-roothash", main);
      };
    }
  }

  /**
   * Finds the image that {@code given} names.
   *
   * @param work for what must be unpacked first
   * @throws CommandFailure in one line: what is missing, or what there is to choose from
   */
  public static LocalImage find(Path given, Path work)
      throws IOException, CommandFailure, FormatException {
    String text = given.toString();
    if (Files.isDirectory(given) && Files.exists(given.resolve("oci-layout"))) {
      return LayoutImage.read(given);
    }
    for (Form form : List.of(Form.VERITY, Form.SQUASHFS, Form.EROFS, Form.TAR, Form.INITRD)) {
      for (String suffix : form.own()) {
        if (text.endsWith(suffix) && Files.exists(given)) {
          return open(form, cut(text, suffix), work);
        }
      }
    }
    for (String shared : List.of("-kernel", "-cmdline")) {
      if (text.endsWith(shared) && Files.exists(given)) {
        return open(only(cut(text, shared)), cut(text, shared), work);
      }
    }
    return open(only(text), text, work);
  }

  private static String cut(String text, String suffix) {
    return text.substring(0, text.length() - suffix.length());
  }

  private static Form only(String name) throws CommandFailure {
    List<Form> there =
        Stream.of(Form.values()).filter(f -> Files.exists(Path.of(name + f.main))).toList();
    if (there.isEmpty()) {
      throw CommandFailure.wrong(
          "no image "
              + FormatException.quote(name)
              + ": there is none of "
              + mains(name, Form.values()));
    }
    if (there.size() > 1) {
      throw CommandFailure.wrong(
          FormatException.quote(name)
              + " is there in several formats; name one: "
              + mains(name, there.toArray(Form[]::new)));
    }
    return there.getFirst();
  }

  private static String mains(String name, Form... forms) {
    List<String> files = new ArrayList<>();
    for (Form form : forms) {
      files.add(Path.of(name + form.main).getFileName().toString());
    }
    return String.join(", ", files);
  }

  private static LocalImage open(Form form, String name, Path work)
      throws IOException, CommandFailure, FormatException {
    return switch (form) {
      case INITRD ->
          new LocalImage(
              file(name + "-kernel"),
              List.of(file(name + "-initrd.img")),
              Optional.empty(),
              line(file(name + "-cmdline")));
      case SQUASHFS, EROFS ->
          new LocalImage(
              file(name + "-kernel"),
              Stream.of(Path.of(name + form.infix + "-initrd.img")).filter(Files::exists).toList(),
              Optional.of(file(name + form.main)),
              line(file(name + "-cmdline")));
      case VERITY ->
          new LocalImage(
              file(name + "-kernel"),
              List.of(file(name + "-verity-initrd.img")),
              Optional.of(file(name + form.main)),
              line(file(name + "-verity-cmdline")));
      case TAR -> ArchiveImage.unpack(file(name + form.main), work);
      case OCI -> LayoutImage.read(file(name + form.main));
    };
  }

  private static Path file(String name) throws CommandFailure {
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      throw CommandFailure.wrong("the image lacks its file " + FormatException.quote(name));
    }
    return file;
  }

  static String line(Path file) throws IOException, CommandFailure {
    if (Files.size(file) > MAX_COMMAND_LINE_FILE) {
      throw CommandFailure.evidence(file + " is no kernel command line: it is too long");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
  }

  /**
   * A boot of it.
   *
   * @param append added to the command line
   */
  public BootSpec on(Machine machine, String append, Optional<Duration> timeout)
      throws CommandFailure {
    List<String> words = new ArrayList<>(List.of(commandLine));
    if (!has("console")) {
      words.add("console=" + machine.board().console()); // nothing would be seen otherwise
    }
    if (has("plimsoll.roothash") && !has("plimsoll.root")) {
      words.add("plimsoll.root=/dev/vda");
    }
    if (machine.board() == Board.X86_64) {
      words.add("no_timer_check"); // an emulated timer is late on a busy host, and Linux panics
    }
    words.add(append);
    words.removeIf(String::isBlank);
    String line = String.join(" ", words);
    if (line.length() > BootSpec.MAX_COMMAND_LINE) {
      throw CommandFailure.wrong(
          "the kernel command line is "
              + line.length()
              + " bytes; the limit is "
              + BootSpec.MAX_COMMAND_LINE);
    }
    return new BootSpec(kernel, initramfs, root, line, timeout, machine);
  }

  private boolean has(String parameter) {
    return Stream.of(commandLine.split("\\s+")).anyMatch(w -> w.startsWith(parameter + "="));
  }
}
