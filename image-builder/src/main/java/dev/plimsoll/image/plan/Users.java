package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.spec.ContainerSettings;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.Located;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose rights a container's process has: the YAML's, else the image's, else root's. */
final class Users {
  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,10})(?::([0-9]{1,10}))?");

  private Users() {}

  record Ids(long uid, long gid) {}

  static Ids of(ContainerSettings.Process process, ImageConfig image, ContainerSpec container)
      throws FormatException {
    Ids own = process.uid().isPresent() ? new Ids(0, 0) : ofImage(image.user(), container);
    return new Ids(
        process.uid().map(Located::value).orElse(own.uid()),
        process.gid().map(Located::value).orElse(own.gid()));
  }

  /** A name would need the image's passwd file; running such an image as root would be worse. */
  private static Ids ofImage(String user, ContainerSpec container) throws FormatException {
    if (user.isEmpty() || user.equals("root")) {
      return new Ids(0, 0);
    }
    Matcher m = NUMBERS.matcher(user);
    if (!m.matches()) {
      throw new FormatException(
          container.image().at().toString(),
          container.title()
              + ": the image runs as user "
              + FormatException.quote(user)
              + "; names are not looked up, set uid and gid");
    }
    String gid = m.group(2) == null ? "0" : m.group(2);
    return new Ids(Long.parseLong(m.group(1)), Long.parseLong(gid));
  }
}
