package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a kernel release, {@code 6.1.192}; what follows it ({@code -rc1}, {@code
 * -56-cloud-amd64}) is left out. A release candidate counts as its release.
 */
public record KernelVersion(int major, int minor, int patch) implements Comparable<KernelVersion> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?([-+~_.].{0,100})?");

  public static KernelVersion parse(String text) throws FormatException {
    return find(text)
        .orElseThrow(
            () ->
                new FormatException(
                    "kernel version "
                        + FormatException.quote(text)
                        + ", wanted numbers such as 6.1.192"));
  }

  static Optional<KernelVersion> find(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    Optional<String> patch = Optional.ofNullable(m.group(3));
    return Optional.of(
        new KernelVersion(
            Integer.parseInt(m.group(1)),
            Integer.parseInt(m.group(2)),
            Integer.parseInt(patch.orElse("0"))));
  }

  boolean sameBranch(KernelVersion other) {
    return major == other.major && minor == other.minor;
  }

  @Override
  public int compareTo(KernelVersion o) {
    if (major != o.major) {
      return Integer.compare(major, o.major);
    }
    return minor != o.minor ? Integer.compare(minor, o.minor) : Integer.compare(patch, o.patch);
  }

  @Override
  public String toString() {
    return patch == 0 ? major + "." + minor : major + "." + minor + "." + patch;
  }
}
