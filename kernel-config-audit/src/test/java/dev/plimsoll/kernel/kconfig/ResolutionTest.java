package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code make olddefconfig} makes of lines. */
class ResolutionTest {
  private static final String TREE =
      """
      config MODULES
      \tbool "modules"
      \tmodules
      \tdefault y
      config NET
      \tbool "net"
      config INET
      \ttristate "inet" if NET
      \tdefault y
      config SLOW
      \ttristate "slow"
      \tdepends on INET
      \tselect HELPER
      config HELPER
      \ttristate
      config HIDDEN
      \tbool
      \tdefault y if SLOW
      config IMPLIER
      \tbool "implier"
      \timply WISH
      config WISH
      \ttristate "wish"
      \tdepends on NET
      config SIZE
      \tint "size" if NET
      \trange 10 100
      \tdefault 50
      config BASE
      \thex
      \tdefault 0x20 if NET
      config LABEL
      \tstring "label"
      \tdefault "none"
      config BIG
      \tbool
      \tdefault y if SIZE > 60
      choice
      \tprompt "which"
      \tdepends on NET
      \tdefault TWO
      config ONE
      \tbool "one"
      config TWO
      \tbool "two"
      config THREE
      \tbool "three"
      \tdepends on SLOW
      endchoice
      """;

  /** Lines given (; between them), the symbol, and its value; "-" for no line. */
  @ParameterizedTest(name = "{0} gives {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "# CONFIG_NET is not set|NET|n",
        "CONFIG_NET=y|INET|y",
        "CONFIG_NET=y;CONFIG_INET=m|INET|m",
        "CONFIG_NET=y;CONFIG_INET=m;# CONFIG_MODULES is not set|INET|y",
        "''|INET|y",
        "CONFIG_INET=m|INET|y",
        "CONFIG_SLOW=y|SLOW|y",
        "CONFIG_NET=y;CONFIG_INET=m;CONFIG_SLOW=y|SLOW|m",
        "CONFIG_NET=y;CONFIG_INET=m;CONFIG_SLOW=y|HELPER|m",
        "CONFIG_NET=y;CONFIG_INET=m;CONFIG_SLOW=y|HIDDEN|y",
        "CONFIG_SLOW=y;# CONFIG_HELPER is not set|HELPER|y",
        "CONFIG_HELPER=y|HELPER|-",
        "CONFIG_IMPLIER=y;CONFIG_NET=y|WISH|y",
        "CONFIG_IMPLIER=y;CONFIG_NET=y;# CONFIG_WISH is not set|WISH|n",
        "CONFIG_IMPLIER=y|WISH|n",
        "CONFIG_NET=y;CONFIG_SIZE=5|SIZE|10",
        "CONFIG_NET=y;CONFIG_SIZE=500|SIZE|100",
        "CONFIG_NET=y;CONFIG_SIZE=61|BIG|y",
        "CONFIG_NET=y;CONFIG_SIZE=60|BIG|-",
        "CONFIG_SIZE=99|SIZE|50",
        "CONFIG_NET=y|BASE|0x20",
        "CONFIG_LABEL=\"a b\"|LABEL|a b",
        "''|LABEL|none",
        "CONFIG_NET=y|TWO|y",
        "CONFIG_NET=y|ONE|n",
        "CONFIG_NET=y;CONFIG_ONE=y|TWO|n",
        "CONFIG_NET=y;CONFIG_ONE=y|ONE|y",
        "CONFIG_ONE=y|ONE|-",
        "CONFIG_NET=y;# CONFIG_TWO is not set|ONE|y",
        "CONFIG_NET=y;CONFIG_THREE=y;# CONFIG_SLOW is not set|TWO|y",
        "CONFIG_NET=y;CONFIG_THREE=y;CONFIG_SLOW=y|THREE|y",
      })
  void value(String lines, String symbol, String value) throws Exception {
    Kconfig k = Trees.x86(TREE);
    Resolution r = Trees.resolve(k, lines.replace(';', '\n'));
    int s = k.find(symbol);

    String line = r.written(s) ? r.text(s) : "-";

    // a tristate that has neither a shown prompt nor a value has no line either
    assertThat(line.equals("-") && value.equals("n") ? "n" : line).isEqualTo(value);
  }

  @Test
  void circleOfDefaults_endsWithN() throws Exception {
    Kconfig k = Trees.x86("config A\n\tbool\n\tdefault B\nconfig B\n\tbool\n\tdefault A\n");

    assertThat(Trees.resolve(k, "").tri(k.find("A"))).isEqualTo(Tristate.N);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "VERSION >= 120000|y",
        "VERSION < 120000|n",
        "VERSION = 0x1ffc7|n",
        "NAME = \"gcc\"|y",
        "NAME != gcc|n",
        "FLAG = y|y",
        "FLAG > m|y",
        "UNKNOWN = \"\"|n",
        "UNKNOWN = UNKNOWN|y",
        "UNKNOWN|n",
        "10 < 9|n",
        "\"10\" < \"9\"|n",
        "!FLAG|n",
      })
  void comparison(String expression, String value) throws Exception {
    Kconfig k =
        Trees.x86(
            "config VERSION\n\tint\n\tdefault 120200\nconfig NAME\n\tstring\n\tdefault \"gcc\"\n"
                + "config FLAG\n\tdef_bool y\nconfig X\n\tdef_bool "
                + expression
                + "\n");

    assertThat(Trees.resolve(k, "").tri(k.find("X")).wire()).isEqualTo(value);
  }

  @Test
  void probes_areTakenFromTheConfiguration() throws Exception {
    Kconfig k =
        Trees.x86(
            """
            config CC_HAS_X
            \tdef_bool $(shell,cc -fx)
            config X
            \tbool "x"
            \tdepends on CC_HAS_X
            config DIRECT
            \tbool "direct"
            \tdepends on $(shell,cc -fy)
            """);

    String gcc = "CONFIG_GCC_VERSION=120200\n";
    assertThat(Trees.resolve(k, gcc + "CONFIG_CC_HAS_X=y\nCONFIG_X=y").tri(k.find("X")))
        .isEqualTo(Tristate.Y);
    assertThat(Trees.resolve(k, gcc + "CONFIG_X=y").tri(k.find("X"))).isEqualTo(Tristate.N);
    assertThat(Trees.resolve(k, gcc).written(k.find("DIRECT"))).isFalse();
    assertThat(Trees.resolve(k, gcc + "# CONFIG_DIRECT is not set").written(k.find("DIRECT")))
        .isTrue();
    // a fragment records no compiler, and what its lines do not say is assumed
    assertThat(Trees.resolve(k, "CONFIG_X=y").tri(k.find("X"))).isEqualTo(Tristate.Y);
    assertThat(Trees.resolve(k, "# CONFIG_CC_HAS_X is not set\nCONFIG_X=y").tri(k.find("X")))
        .isEqualTo(Tristate.N);
  }
}
