package dev.plimsoll.kernel.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.source.KernelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectReaderTest {
  private static final String HEADER = "# Linux/x86 6.6.13 Kernel Configuration\n";
  private static final String CONFIG = HEADER + "CONFIG_X86_64=y\nCONFIG_BUG=y\n";

  private static ReadSubject read(String text) throws Exception {
    return read(text, SubjectParts.none());
  }

  private static ReadSubject read(String text, SubjectParts parts) throws Exception {
    return SubjectReader.read("c", KernelFile.of(Bytes.ofUtf8(text)), parts);
  }

  private static SubjectParts version(String version) {
    return new SubjectParts(
        Optional.empty(), List.of(), Optional.empty(), Optional.of(version), Optional.empty());
  }

  @Test
  void oddButReadable_isNoted() throws Exception {
    ReadSubject read = read("\ufeff" + CONFIG.replace("\n", "\r\n") + "CONFIG_BUG=y\r\n");
    assertThat(read.notes())
        .containsExactly(
            "c:1:1: starts with a byte order mark",
            "c:1:1: has CRLF line ends",
            "c:4:1: CONFIG_BUG stands twice, first at line 3");
    assertThat(read.doubts()).isEmpty();
    assertThat(read(CONFIG).notes()).isEmpty();
  }

  @Test
  void linesThatKconfigDidNotWrite_areDoubts_located() throws Exception {
    assertThat(read(CONFIG + "CONFIG_BUG=n\n").doubts())
        .singleElement()
        .asString()
        .startsWith("c:4:1: CONFIG_BUG stands twice with different values, first at line 3");
    assertThat(read(CONFIG + "CONFIG_A\0=y\n").doubts())
        .singleElement()
        .asString()
        .startsWith("c:4:1: found ");
  }

  @Test
  void noVersionAnywhere_isRefused_andGivenOneHelps() throws Exception {
    String bare = "CONFIG_X86_64=y\nCONFIG_BUG=y\n";
    assertThatThrownBy(() -> read(bare))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("c:1:1: nothing says which kernel this is for")
        .hasMessageContaining("--kernel");
    assertThat(read(bare, version("6.1")).subject().version()).contains("6.1");
  }

  @Test
  void twoArchitectures_areRefused_unlessOneIsGiven() throws Exception {
    String two = CONFIG + "CONFIG_ARM64=y\n";
    KernelAudit audit = new KernelAudit();
    var policies = List.of(KernelAudit.policies().load("baseline"));
    assertThatThrownBy(() -> audit.audit(read(two).subject(), policies))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("c:4:1: a kernel configuration for two architectures");
    SubjectParts arm =
        new SubjectParts(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("aarch64"));
    assertThat(audit.audit(read(two, arm).subject(), policies).verdict().findings()).isNotEmpty();
  }

  @Test
  void configurationOfAnotherImage_isRefused() throws Exception {
    KernelFile config = KernelFile.of(Bytes.ofUtf8(CONFIG));
    KernelFile other = KernelFile.of(Bytes.ofUtf8(CONFIG + "CONFIG_A=y\n"));
    assertThatThrownBy(() -> SubjectReader.read("c", config, "image", other, SubjectParts.none()))
        .isInstanceOf(FormatException.class)
        .hasMessage("c:1:1: not the configuration of image, whose own differs in 1 options");
  }

  @Test
  void commandLine_comesFromTextAndYaml(@TempDir Path folder) throws Exception {
    Path yaml =
        Files.writeString(
            folder.resolve("image.yml"), "kernel:\n  image: k\n  cmdline: \"quiet nokaslr\"\n");
    try (KernelFile file = KernelFile.open(yaml)) {
      Surface line = CommandLineSource.read(yaml.toString(), file);
      assertThat(line.text().utf8()).isEqualTo("quiet nokaslr");
      assertThat(line.where()).startsWith(yaml + ":3:");
    }
    Surface plain = CommandLineSource.read("l", KernelFile.of(Bytes.ofUtf8("quiet\n")));
    assertThat(plain).isEqualTo(new Surface("l", Bytes.ofUtf8("quiet\n")));
    KernelFile none = KernelFile.of(Bytes.ofUtf8("kernel: {image: k}\n"));
    assertThatThrownBy(() -> CommandLineSource.read("i.yaml", none))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no kernel.cmdline");
  }

  @Test
  void sysctlFolders_areReadAsSysctlDSays(@TempDir Path folder) throws Exception {
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Path usr = Files.createDirectories(folder.resolve("usr"));
    Files.writeString(usr.resolve("10-a.conf"), "kernel.a=usr\n");
    Files.writeString(usr.resolve("50-b.conf"), "kernel.b=usr\n");
    Files.writeString(etc.resolve("50-b.conf"), "kernel.b=etc\n");
    Files.writeString(etc.resolve("README"), "no setting\n");
    Path conf = Files.writeString(folder.resolve("sysctl.conf"), "kernel.a=conf\n");
    assertThat(SysctlSources.read(List.of(conf, etc, usr)))
        .extracting(Surface::where)
        .containsExactly(
            usr.resolve("10-a.conf").toString(),
            etc.resolve("50-b.conf").toString(),
            conf.toString());
  }
}
