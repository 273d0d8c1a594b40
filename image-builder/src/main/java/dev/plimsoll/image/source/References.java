package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.Located;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of references. */
final class References {
  private static final Pattern DEB =
      Pattern.compile("([a-z0-9][a-z0-9+.-]{0,127})(?:=([0-9A-Za-z][0-9A-Za-z.+:~-]{0,127}))?");
  private static final Pattern LOCAL =
      Pattern.compile("([^:@]{1,1024})(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:.*))?");

  /** A path part of distribution-spec 1.1. */
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

  private static final int MAX_LENGTH = 1024;
  private static final Pattern REMOTE =
      Pattern.compile(
          "(?:([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9a-fA-F:]+\\](?::[0-9]{1,5})?)/)?"
              + "("
              + PART
              + "(?:/"
              + PART
              + ")*)"
              + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:.*))?");
  private static final Set<String> NO_TRANSPORT =
      Set.of("containers-storage", "dir", "docker-daemon", "ostree", "sif", "tarball", "atomic");

  private References() {}

  static Reference parse(Located<String> where) throws FormatException {
    String text = where.value();
    if (text.length() > MAX_LENGTH) {
      throw bad(where, "longer than " + MAX_LENGTH + " characters");
    }
    int colon = text.indexOf(':');
    String transport = colon < 0 ? "" : text.substring(0, colon);
    String rest = text.substring(colon + 1);
    return switch (transport) {
      case "deb" -> deb(where, rest);
      case "oci" -> {
        Matcher m = local(where, rest);
        yield new Reference.OciDirectory(
            m.group(1), Optional.ofNullable(m.group(2)), digest(where, m.group(3)));
      }
      case "oci-archive" -> {
        Matcher m = archive(where, rest);
        yield new Reference.OciArchive(m.group(1), Optional.ofNullable(m.group(2)));
      }
      case "docker-archive" -> {
        Matcher m = archive(where, rest);
        yield new Reference.DockerArchive(m.group(1), Optional.ofNullable(m.group(2)));
      }
      case "docker" -> {
        if (!rest.startsWith("//")) {
          throw bad(where, "wanted docker://HOST/NAME");
        }
        yield registry(where, rest.substring(2));
      }
      default -> {
        if (NO_TRANSPORT.contains(transport)) {
          throw bad(where, "the transport \"" + transport + ":\" is not available");
        }
        yield registry(where, text);
      }
    };
  }

  private static Reference deb(Located<String> where, String rest) throws FormatException {
    Matcher m = DEB.matcher(rest);
    if (!m.matches()) {
      throw bad(where, "wanted deb:NAME[=VERSION]");
    }
    return new Reference.DebPackage(m.group(1), Optional.ofNullable(m.group(2)));
  }

  private static Matcher local(Located<String> where, String rest) throws FormatException {
    Matcher m = LOCAL.matcher(rest);
    if (!m.matches() || (m.group(2) != null && m.group(3) != null)) {
      throw bad(where, "wanted a path, then :TAG or @sha256:DIGEST");
    }
    return m;
  }

  private static Matcher archive(Located<String> where, String rest) throws FormatException {
    Matcher m = local(where, rest);
    if (m.group(3) != null) {
      throw bad(where, "an archive is taken by tag, not by digest");
    }
    return m;
  }

  /** Docker's short names: no host means docker.io, one part means {@code library/}. */
  private static Reference registry(Located<String> where, String rest) throws FormatException {
    Matcher m = REMOTE.matcher(rest);
    if (!m.matches()) {
      throw bad(where, "not an image reference");
    }
    String host = m.group(1) == null ? "" : m.group(1);
    String repository = m.group(2);
    boolean named = host.contains(".") || host.contains(":") || host.equals("localhost");
    if (!host.isEmpty() && !named) {
      repository = host + "/" + repository;
      host = "";
    }
    if (host.isEmpty() || host.equals("docker.io") || host.equals("index.docker.io")) {
      host = "docker.io";
      repository = repository.contains("/") ? repository : "library/" + repository;
    }
    Optional<Digest> digest = digest(where, m.group(4));
    Optional<String> tag = Optional.ofNullable(m.group(3));
    if (digest.isEmpty() && tag.isEmpty()) {
      tag = Optional.of("latest");
    }
    return new Reference.Registry(host, repository, tag, digest);
  }

  private static Optional<Digest> digest(Located<String> where, @Nullable String text)
      throws FormatException {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Digest.parse(text));
    } catch (FormatException e) {
      throw new FormatException(where.at() + ": " + e.getMessage(), e);
    }
  }

  private static FormatException bad(Located<String> where, String why) {
    return new FormatException(
        where.at().toString(), "reference " + FormatException.quote(where.value()) + ": " + why);
  }
}
