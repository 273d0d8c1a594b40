package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KconfigTablesTest {
  /** Numbers of symbols as counted by another reader (Kconfiglib, x86) of the same sources. */
  @ParameterizedTest
  @CsvSource({"6.1.192,16476", "6.12.117,17704"})
  void shipped_haveEverySymbol(String version, int defined) throws Exception {
    Kconfig k =
        KconfigTables.shipped().find(version).orElseThrow().arch(KconfigArch.X86).orElseThrow();

    assertThat(k.table().version()).isEqualTo(version);
    assertThat(k.defined()).isEqualTo(defined);
    assertThat(k.table().archs()).isEqualTo(EnumSet.allOf(KconfigArch.class));
    assertThat(k.prompt(k.find("HARDENED_USERCOPY")))
        .contains("Harden memory copies between kernel and userspace");
  }

  @ParameterizedTest
  @CsvSource({
    "6.1,6.1.192",
    "6.1.0-56-cloud-amd64,6.1.192",
    "6.12.3,6.12.117",
    "6.6.1,''",
    "rubbish,''"
  })
  void find_byBranch(String version, String table) throws Exception {
    assertThat(KconfigTables.shipped().find(version).map(SymbolTable::version).orElse(""))
        .isEqualTo(table);
  }

  @Test
  void folder_addsTables_andTheNearestOneCounts(@TempDir Path folder) throws Exception {
    for (String sublevel : new String[] {"5", "9"}) {
      Map<String, String> files = Trees.files("config A\n\tbool\n");
      files.put("Makefile", "VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = " + sublevel + "\n");
      KconfigTables.store(
          Trees.table(files, KconfigLimits.STANDARD, EnumSet.of(KconfigArch.X86)), folder);
    }
    Files.writeString(folder.resolve("notes.txt"), "not a table");

    KconfigTables tables = KconfigTables.shipped().and(folder);

    assertThat(tables.versions()).contains("6.1.192", "7.2.5", "7.2.9").hasSize(4);
    assertThat(tables.find("7.2.8").orElseThrow().version()).isEqualTo("7.2.5");
    assertThat(tables.find("7.2.10").orElseThrow().version()).isEqualTo("7.2.9");
    assertThat(tables.find("7.2.1").orElseThrow().version()).isEqualTo("7.2.5");
    assertThat(KconfigTables.none().and(folder.resolve("none")).versions()).isEmpty();
  }
}
