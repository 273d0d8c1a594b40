package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.kernel.config.KernelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code make ARCH=x86_64 olddefconfig} of Debian's linux-source-6.1 (6.1.192) and -6.12
 * (6.12.117) wrote with gcc 12.2, against what we compute.
 *
 * <p>{@code olddefconfig-6.1.192.fragment} is what {@code audit fix} gave for Debian's cloud
 * configuration and the packs baseline and kernel-hardening, the {@code .config.gz} beside it what
 * the kernel made of both. The one of 6.12.117 began as a fragment from nothing.
 */
class OlddefconfigTest {
  private static String text(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OlddefconfigTest.class.getResourceAsStream(resource), resource)) {
      InputStream plain = resource.endsWith(".gz") ? new GZIPInputStream(in) : in;
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Set<String> options(String config) {
    Set<String> lines = new TreeSet<>();
    config
        .lines()
        .filter(l -> l.startsWith("CONFIG_") || l.endsWith(" is not set"))
        .forEach(lines::add);
    return lines;
  }

  private static Set<String> computed(String version, String config) throws Exception {
    Kconfig k =
        KconfigTables.shipped().find(version).flatMap(t -> t.arch(KconfigArch.X86)).orElseThrow();
    KernelConfig parsed = KernelConfig.parse("config", Bytes.ofUtf8(config));
    return options(ConfigDraft.of(k, parsed).text());
  }

  /** Kconfig leaves what it wrote as it is, and so must we, to the last line. */
  @ParameterizedTest
  @ValueSource(strings = {"6.1.192", "6.12.117"})
  void finishedConfiguration_staysAsItIs(String version) throws Exception {
    String config = text("olddefconfig-" + version + ".config.gz");

    assertThat(options(config)).hasSizeGreaterThan(1900);
    assertThat(computed(version, config)).isEqualTo(options(config));
  }

  @Test
  void fix_survivesTheKernelsOwnKconfig() throws Exception {
    Set<String> made = options(text("olddefconfig-6.1.192.config.gz"));
    List<String> lost = new ArrayList<>();
    for (String line : options(text("olddefconfig-6.1.192.fragment"))) {
      String option = line.replaceAll("^# | is not set$|=.*", "");
      boolean gone =
          line.endsWith(" is not set") && made.stream().noneMatch(l -> l.startsWith(option + "="));
      if (!made.contains(line) && !gone) {
        lost.add(line);
      }
    }

    assertThat(lost).isEmpty();
  }

  /**
   * Only what the other build machine found differs: its compiler, no pahole, and its sanitizers.
   */
  @Test
  void mergedFragment_givesWhatTheKernelMakes_butForProbes() throws Exception {
    StringBuilder merged = new StringBuilder();
    String fragment = text("olddefconfig-6.1.192.fragment");
    Set<String> changed = new TreeSet<>();
    options(fragment).forEach(l -> changed.add(l.replaceAll("^# | is not set$|=.*", "")));
    text("/dev/plimsoll/kernel/audit/cloud-6.1.192.config.gz")
        .lines()
        .filter(l -> !changed.contains(l.replaceAll("^# | is not set$|=.*", "")))
        .forEach(l -> merged.append(l).append('\n'));
    Set<String> ours = computed("6.1.192", merged + fragment);
    Set<String> theirs = options(text("olddefconfig-6.1.192.config.gz"));

    Set<String> both = new TreeSet<>(ours);
    both.retainAll(theirs);
    Set<String> differing = new TreeSet<>();
    ours.stream().filter(l -> !both.contains(l)).forEach(differing::add);
    theirs.stream().filter(l -> !both.contains(l)).forEach(differing::add);
    assertThat(differing)
        .allMatch(
            l ->
                l.contains("CONFIG_UBSAN_")
                    || l.contains("CONFIG_CC_HAS_UBSAN_")
                    || l.contains("CONFIG_PAHOLE_")
                    || l.contains("CONFIG_CC_VERSION_TEXT"));
    assertThat(differing).hasSizeLessThan(20);
  }
}
