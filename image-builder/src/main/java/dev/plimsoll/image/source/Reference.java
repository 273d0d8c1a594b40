package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.Located;
import java.util.Optional;

/**
 * What {@code image:} and {@code init:} name, with skopeo's transport names (containers-transports
 * 5) and {@code deb:}:
 *
 * <pre>
 * docker://registry.example/team/web:1.2    busybox:1.36    web@sha256:…
 * oci:DIR[:TAG|@DIGEST]   oci-archive:FILE[:TAG]   docker-archive:FILE[:TAG]
 * deb:NAME[=VERSION]
 * </pre>
 */
public sealed interface Reference {
  /** The reference in full, the key of the lock file. */
  String text();

  /** An image in a registry; {@code host} without port means 443. */
  record Registry(String host, String repository, Optional<String> tag, Optional<Digest> digest)
      implements Reference {
    @Override
    public String text() {
      return "docker://"
          + host
          + "/"
          + repository
          + tag.map(t -> ":" + t).orElse("")
          + digest.map(d -> "@" + d).orElse("");
    }

    /** What the manifest is asked for by. */
    String selector() {
      return digest.map(Digest::toString).orElseGet(() -> tag.orElse("latest"));
    }
  }

  /** An OCI image layout in a directory. */
  record OciDirectory(String path, Optional<String> tag, Optional<Digest> digest)
      implements Reference {
    @Override
    public String text() {
      return "oci:" + path + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
  }

  /** An OCI image layout in a tar file. */
  record OciArchive(String path, Optional<String> tag) implements Reference {
    @Override
    public String text() {
      return "oci-archive:" + path + tag.map(t -> ":" + t).orElse("");
    }
  }

  /** What {@code docker save} writes. */
  record DockerArchive(String path, Optional<String> tag) implements Reference {
    @Override
    public String text() {
      return "docker-archive:" + path + tag.map(t -> ":" + t).orElse("");
    }
  }

  /** One Debian package. */
  record DebPackage(String name, Optional<String> version) implements Reference {
    @Override
    public String text() {
      return "deb:" + name + version.map(v -> "=" + v).orElse("");
    }
  }

  /** Reads a reference; the error says where it stands. */
  static Reference parse(Located<String> text) throws FormatException {
    return References.parse(text);
  }
}
