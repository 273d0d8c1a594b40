package dev.plimsoll.kernel.kconfig;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of a kernel release, for choosing a table. */
record Release(int major, int minor, int patch) implements Comparable<Release> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?(?:[-+~_].{0,100})?");
  private static final Comparator<Release> ORDER =
      Comparator.comparingInt(Release::major)
          .thenComparingInt(Release::minor)
          .thenComparingInt(Release::patch);

  static Optional<Release> find(String version) {
    Matcher m = FORM.matcher(version);
    if (!m.matches()) {
      return Optional.empty();
    }
    String patch = Optional.ofNullable(m.group(3)).orElse("0");
    return Optional.of(
        new Release(
            Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(patch)));
  }

  boolean sameBranch(Release o) {
    return major == o.major && minor == o.minor;
  }

  @Override
  public int compareTo(Release o) {
    return ORDER.compare(this, o);
  }
}
