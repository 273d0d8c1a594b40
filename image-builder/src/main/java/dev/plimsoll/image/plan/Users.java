package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.spec.ContainerSettings;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose rights a container's process has: the YAML's, else the label's, else those of the image's
 * {@code User} (OCI image-spec 1.1: {@code user}, {@code uid}, {@code user:group}, {@code uid:gid},
 * …), else root's. Names are looked up in the image's own {@code etc/passwd} and {@code etc/group};
 * a user without group has the group that {@code etc/passwd} gives it.
 */
final class Users {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final long MAX_ID = 0xFFFF_FFFEL;
  private static final int MAX_FILE = 1 << 20;

  private final ContainerSpec container;
  private final FileTree files;

  private Users(ContainerSpec container, FileTree files) {
    this.container = container;
    this.files = files;
  }

  record Ids(long uid, long gid) {}

  /**
   * @param files of the image
   */
  static Ids of(
      ContainerSettings.Process process, ImageConfig image, ContainerSpec container, FileTree files)
      throws FormatException, IOException {
    Ids own =
        process.uid().isPresent() || image.user().isEmpty()
            ? new Ids(0, 0)
            : new Users(container, files).ofImage(image.user());
    return new Ids(
        process.uid().map(Located::value).orElse(own.uid()),
        process.gid().map(Located::value).orElse(own.gid()));
  }

  private Ids ofImage(String user) throws FormatException, IOException {
    int colon = user.indexOf(':');
    String name = colon < 0 ? user : user.substring(0, colon);
    Optional<String[]> entry = find("etc/passwd", name, 7);
    if (entry.isEmpty() && !isNumber(name) && !name.equals("root")) {
      throw unknown(user, "its etc/passwd has no such user");
    }
    long uid = entry.isPresent() ? id(user, entry.get()[2]) : rootOr(user, name);
    if (colon >= 0) {
      return new Ids(uid, group(user, user.substring(colon + 1)));
    }
    return new Ids(uid, entry.isPresent() ? id(user, entry.get()[3]) : 0);
  }

  private long group(String user, String name) throws FormatException, IOException {
    Optional<String[]> entry = find("etc/group", name, 3);
    if (entry.isPresent()) {
      return id(user, entry.get()[2]);
    }
    if (!isNumber(name) && !name.equals("root")) {
      throw unknown(user, "its etc/group has no such group");
    }
    return rootOr(user, name);
  }

  private long rootOr(String user, String name) throws FormatException {
    return name.equals("root") ? 0 : id(user, name);
  }

  /** The line whose name is {@code wanted}, or, when that is a number, whose id it is. */
  private Optional<String[]> find(String path, String wanted, int fields) throws IOException {
    Optional<RegularFile> file = files.findFile(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String text = new String(file.get().content().read(MAX_FILE).toArray(), StandardCharsets.UTF_8);
    int key = isNumber(wanted) ? 2 : 0;
    for (String line : text.lines().toList()) {
      String[] parts = line.split(":", -1);
      if (parts.length >= fields && parts[key].equals(wanted)) {
        return Optional.of(parts);
      }
    }
    return Optional.empty();
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private long id(String user, String text) throws FormatException {
    if (!isNumber(text) || Long.parseLong(text) > MAX_ID) {
      throw unknown(user, FormatException.quote(text) + " is no user or group number");
    }
    return Long.parseLong(text);
  }

  private FormatException unknown(String user, String why) {
    return new FormatException(
        container.image().at().toString(),
        container.title()
            + ": the image runs as "
            + FormatException.quote(user)
            + ", but "
            + why
            + "; set uid and gid");
  }
}
