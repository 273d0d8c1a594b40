package dev.plimsoll.image.spec;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A reference taken apart for comparing, with Docker's short names written out: {@code redis:7} is
 * {@code docker.io/library/redis} with tag {@code 7}. Hosts that lead to the same registry are one:
 * letter case, a final dot, port 443 and Docker Hub's other names do not count. References of other
 * transports, such as {@code oci:DIR:TAG}, keep their transport in the name.
 *
 * @param name {@code HOST/REPOSITORY}, or {@code TRANSPORT:PATH}
 */
record ImageName(String name, Optional<String> tag, Optional<String> digest) {
  private static final String HUB = "docker.io";
  private static final Set<String> ALSO_HUB =
      Set.of(HUB, "index.docker.io", "registry-1.docker.io");
  private static final String DOCKER = "docker://";
  private static final Pattern LOCAL = Pattern.compile("(oci|oci-archive|docker-archive|deb):.*");

  /** Never fails: what is no reference equals nothing but itself. */
  static ImageName of(String reference) {
    String text = reference.startsWith(DOCKER) ? reference.substring(DOCKER.length()) : reference;
    int at = text.indexOf('@');
    String bare = at < 0 ? text : text.substring(0, at);
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
    boolean local = LOCAL.matcher(bare).matches();
    int colon = bare.indexOf(':', local ? bare.indexOf(':') + 1 : bare.lastIndexOf('/') + 1);
    String name = colon < 0 ? bare : bare.substring(0, colon);
    Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(bare.substring(colon + 1));
    return new ImageName(local ? name : expanded(name), tag, digest);
  }

  /**
   * As {@link #of}; what a reference without tag and digest stands for is known: {@code latest}.
   */
  static ImageName ofReference(String reference) {
    ImageName image = of(reference);
    return image.tag.isEmpty() && image.digest.isEmpty()
        ? new ImageName(image.name, Optional.of("latest"), Optional.empty())
        : image;
  }

  /** {@code HOST}, {@code HOST/PATH} or {@code PATH} (of Docker Hub) in its one spelling. */
  static String owner(String organisation) {
    int slash = organisation.indexOf('/');
    String first = slash < 0 ? organisation : organisation.substring(0, slash);
    return isHost(first)
        ? host(first) + organisation.substring(first.length())
        : HUB + "/" + organisation;
  }

  /** Whether this is an image at all; a package is not. */
  boolean isImage() {
    return !name.startsWith("deb:");
  }

  private static String expanded(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    if (!isHost(first)) {
      return HUB + (slash < 0 ? "/library/" : "/") + name;
    }
    String rest = name.substring(slash + 1);
    boolean official = host(first).equals(HUB) && !rest.contains("/");
    return host(first) + (official ? "/library/" : "/") + rest;
  }

  /** Docker's rule: the first part is a registry when it could not be a user. */
  private static boolean isHost(String part) {
    return part.contains(".") || part.contains(":") || part.equals("localhost");
  }

  private static String host(String written) {
    String lower = written.toLowerCase(Locale.ROOT).replaceFirst(":0*443$", "");
    String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return ALSO_HUB.contains(host) ? HUB : host;
  }
}
