package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableFormatTest {
  private static SymbolTable table() throws Exception {
    Map<String, String> files = Trees.files("source \"arch/$(SRCARCH)/Kconfig\"\n");
    files.put(
        "arch/x86/Kconfig",
        """
        config ZETA
        \tint "zeta" if ALPHA
        \trange 1 0x10 if ALPHA
        \tdefault 3 if ALPHA
        config ALPHA
        \ttristate "alpha"
        \tselect BETA if GAMMA
        \timply ZETA
        \tdepends on $(shell,x) || !GAMMA = "q"
        choice
        \tprompt "pick"
        \tdefault BETA if ALPHA
        config BETA
        \tbool "beta"
        endchoice
        """);
    files.put("arch/arm/Kconfig", "config ALPHA\n\tbool \"alpha\"\n");
    return Trees.table(files, KconfigLimits.STANDARD, EnumSet.allOf(KconfigArch.class));
  }

  @Test
  void written_isReadTheSame() throws Exception {
    Bytes bytes = TableWriter.write(table());

    SymbolTable read = TableReader.read("t", bytes);

    assertThat(TableWriter.write(read)).isEqualTo(bytes);
    assertThat(read.version()).isEqualTo("7.2.3");
    assertThat(read.archs()).containsExactlyInAnyOrder(KconfigArch.X86, KconfigArch.ARM);
    Kconfig x86 = read.arch(KconfigArch.X86).orElseThrow();
    int alpha = x86.find("ALPHA");
    Definition d = x86.definitions(alpha)[0];
    assertThat(x86.type(alpha)).isEqualTo(OptionType.TRISTATE);
    assertThat(x86.prompt(alpha)).contains("alpha");
    assertThat(x86.places(alpha)).containsExactly("arch/x86/Kconfig:5");
    assertThat(x86.words(d.depends())).isEqualTo("$(shell,x) || !(GAMMA = \"q\")");
    assertThat(x86.name(d.selectAt(0).value())).isEqualTo("BETA");
    assertThat(x86.name(d.implyAt(0).value())).isEqualTo("ZETA");
    Definition zeta = x86.definitions(x86.find("ZETA"))[0];
    assertThat(x86.words(zeta.rangeAt(0).high())).isEqualTo("0x10");
    assertThat(x86.words(zeta.defaultAt(0).value())).isEqualTo("3");
    assertThat(x86.members(x86.choiceOf(x86.find("BETA")))).containsExactly(x86.find("BETA"));
    Kconfig arm = read.arch(KconfigArch.ARM).orElseThrow();
    assertThat(arm.type(arm.find("ALPHA"))).isEqualTo(OptionType.BOOL);
    assertThat(arm.find("ZETA")).isNegative();
  }

  @Test
  void everyDamagedByte_isRefusedOrReadWhole() throws Exception {
    byte[] good = TableWriter.write(table()).toArray();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x41;
      assertThatThrownBy(() -> TableReader.read("t", Bytes.copyOf(bad)))
          .as("byte %d", i)
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("t: Kconfig table: ");
    }
  }

  @Test
  void cutTable_isRefused() throws Exception {
    byte[] good = TableWriter.write(table()).toArray();
    for (int n = 0; n < good.length; n++) {
      byte[] cut = java.util.Arrays.copyOf(good, n);
      assertThatThrownBy(() -> TableReader.read("t", Bytes.copyOf(cut)))
          .isInstanceOf(FormatException.class);
    }
  }
}
