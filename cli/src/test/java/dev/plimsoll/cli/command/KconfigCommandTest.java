package dev.plimsoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kconfig} and what of {@code audit} rests on it. */
class KconfigCommandTest {
  @TempDir private Path folder = Path.of("");

  private Cli.Result run(String... args) {
    return Cli.run(Map.of("PLIMSOLL_DATA", folder.resolve("data").toString()), args);
  }

  private String config(String version, String lines) throws IOException {
    return Files.writeString(
            folder.resolve("config"),
            "# Linux/x86 "
                + version
                + " Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_X86=y\n"
                + "CONFIG_64BIT=y\n"
                + lines
                + "\n")
        .toString();
  }

  private Path tree() throws IOException {
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("arch/x86"));
    Files.writeString(tree.resolve("Makefile"), "VERSION = 9\nPATCHLEVEL = 8\nSUBLEVEL = 7\n");
    Files.writeString(
        tree.resolve("Kconfig"),
        "config NEEDED\n\tbool \"needed\"\nconfig WANTED\n\tbool \"wanted\"\n\tdepends on NEEDED\n");
    Files.writeString(tree.resolve("arch/x86/Kconfig"), "");
    return tree;
  }

  @Test
  void import_makesATable_thatExplainFinds() throws Exception {
    String config = config("9.8.7", "# CONFIG_NEEDED is not set");
    assertThat(run("kconfig", "explain", "WANTED", "--config", config).code())
        .isEqualTo(ExitCode.WRONG);

    Cli.Result imported = run("kconfig", "import", tree().toString());
    Cli.Result explained = run("kconfig", "explain", "CONFIG_WANTED", "--config", config);

    assertThat(imported.code()).isEqualTo(ExitCode.DONE);
    assertThat(imported.out()).startsWith("Linux 9.8.7: 2 options\n");
    assertThat(folder.resolve("data/kconfig/linux-9.8.7.kconfig")).exists();
    assertThat(explained.code()).isEqualTo(ExitCode.DONE);
    assertThat(explained.out())
        .contains("depends on          NEEDED")
        .contains("decides             it depends on NEEDED, which is n")
        .contains("    CONFIG_NEEDED=y\n    CONFIG_WANTED=y\n");
  }

  @Test
  void import_ofABrokenTree_isOneLocatedLine() throws Exception {
    Path tree = tree();
    Files.writeString(tree.resolve("Kconfig"), "config A\n\tbool\n\tdepends on\n");

    Cli.Result r = run("kconfig", "import", tree.toString(), "--out", folder + "/t");

    assertThat(r.code()).isEqualTo(ExitCode.WRONG);
    assertThat(r.errLines())
        .containsExactly("plimsoll: Kconfig:3:12: found the end of the line, wanted a symbol");
    assertThat(folder.resolve("t")).doesNotExist();
  }

  @Test
  void explain_json_hasEverything() throws Exception {
    Cli.Result r =
        run(
            "kconfig",
            "explain",
            "SLAB_BUCKETS",
            "--config",
            config("6.1.192", ""),
            "--output",
            "json");

    assertThat(r.code()).isEqualTo(ExitCode.DENIED);
    assertThat(r.out())
        .contains("\"exists\": false")
        .contains("\"impossible\": \"Linux 6.1.192 has no such option for x86\"");
  }

  @Test
  void fragment_isAudited_andAllowed() throws Exception {
    Cli.Result fragment =
        run("audit", "fragment", "--policy", "baseline", "--kernel", "6.12", "--arch", "x86_64");
    Path file = Files.writeString(folder.resolve("fragment"), fragment.out());

    Cli.Result audit = run("audit", file.toString(), "--policy", "baseline");
    Cli.Result fix = run("audit", "fix", file.toString(), "--policy", "baseline");

    assertThat(fragment.code()).isEqualTo(ExitCode.DONE);
    assertThat(fragment.out()).contains("\nCONFIG_FORTIFY_SOURCE=y\n");
    assertThat(audit.code()).isEqualTo(ExitCode.DONE);
    assertThat(fix.code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void fix_withoutATable_saysWhichThereAre() throws Exception {
    Cli.Result r = run("audit", "fix", config("6.6.1", ""), "--policy", "baseline");

    assertThat(r.code()).isEqualTo(ExitCode.WRONG);
    assertThat(r.errLines())
        .singleElement()
        .asString()
        .contains("no table of the options of Linux 6.6.1; there are 6.1.192, 6.12.117");
  }
}
