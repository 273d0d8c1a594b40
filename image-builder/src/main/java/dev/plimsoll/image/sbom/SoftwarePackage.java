package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Digest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One thing that the image holds.
 *
 * @param architecture in the words of its packager, e.g. {@code x86_64}
 * @param license as its database has it
 * @param source what it was built from, e.g. {@code openssl 3.0.11-1}
 * @param digest SHA-256 of the package, layer or manifest as it was fetched
 * @param location part of the specification, e.g. {@code services[0]}
 * @param evidence where it was found: path of a database, or the reference of the specification
 */
record SoftwarePackage(
    Kind kind,
    String name,
    String version,
    Optional<String> architecture,
    Optional<String> license,
    Optional<String> supplier,
    Optional<String> homepage,
    Optional<String> summary,
    Optional<String> source,
    Optional<Digest> digest,
    Optional<PackageUrl> url,
    String location,
    String evidence)
    implements Comparable<SoftwarePackage> {
  private static final Comparator<SoftwarePackage> ORDER =
      Comparator.comparing(SoftwarePackage::location)
          .thenComparing(SoftwarePackage::kind)
          .thenComparing(SoftwarePackage::name)
          .thenComparing(SoftwarePackage::version)
          .thenComparing(SoftwarePackage::key);

  /** What it is. */
  enum Kind {
    KERNEL,
    IMAGE,
    LAYER,
    APK,
    DEB,
    RPM
  }

  /** Starts one; the rest is empty. */
  static Builder named(Kind kind, String name, String version) {
    return new Builder(kind, name, version);
  }

  /** All that tells it from others, in one text. */
  String key() {
    return String.join(
        "\0",
        List.of(
            location,
            kind.name(),
            name,
            version,
            architecture.orElse(""),
            digest.map(Digest::toString).orElse(""),
            evidence));
  }

  @Override
  public int compareTo(SoftwarePackage other) {
    return ORDER.compare(this, other);
  }

  /** Puts one together; not thread-safe. */
  static final class Builder {
    private final Kind kind;
    private final String name;
    private final String version;
    private Optional<String> architecture = Optional.empty();
    private Optional<String> license = Optional.empty();
    private Optional<String> supplier = Optional.empty();
    private Optional<String> homepage = Optional.empty();
    private Optional<String> summary = Optional.empty();
    private Optional<String> source = Optional.empty();
    private Optional<Digest> digest = Optional.empty();
    private Optional<PackageUrl> url = Optional.empty();

    private Builder(Kind kind, String name, String version) {
      this.kind = kind;
      this.name = name;
      this.version = version;
    }

    Builder architecture(Optional<String> value) {
      architecture = clean(value);
      return this;
    }

    Builder license(Optional<String> value) {
      license = clean(value);
      return this;
    }

    Builder supplier(Optional<String> value) {
      supplier = clean(value);
      return this;
    }

    Builder homepage(Optional<String> value) {
      homepage = clean(value).filter(Builder::isUrl);
      return this;
    }

    Builder summary(Optional<String> value) {
      summary = clean(value);
      return this;
    }

    Builder source(Optional<String> value) {
      source = clean(value);
      return this;
    }

    Builder digest(Digest value) {
      digest = Optional.of(value);
      return this;
    }

    Builder url(PackageUrl value) {
      url = Optional.of(value);
      return this;
    }

    SoftwarePackage at(String location, String evidence) {
      return new SoftwarePackage(
          kind,
          name,
          version,
          architecture,
          license,
          supplier,
          homepage,
          summary,
          source,
          digest,
          url,
          location,
          evidence);
    }

    private static Optional<String> clean(Optional<String> value) {
      return value.map(String::strip).filter(v -> !v.isEmpty());
    }

    /** RFC 3986 without the characters that databases get wrong. */
    private static boolean isUrl(String text) {
      return text.length() <= 2000
          && text.matches("https?://[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]+");
    }
  }
}
