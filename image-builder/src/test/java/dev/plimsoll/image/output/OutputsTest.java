package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;

  @BeforeEach
  void setUp() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
  }

  private Outputs outputs() {
    return Outputs.of(store, InitramfsOptions.DEFAULT);
  }

  private List<WrittenFile> write(BuildRequest request, String... formats) throws Exception {
    return new ImageBuilder(store, directory.resolve("work"))
        .write(request, outputs().select(List.of(formats)), directory.resolve("out"));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("out"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesSeveralFormatsOfOnePlan() throws Exception {
    List<WrittenFile> written = write(builds.request(), "kernel+initrd", "tar", "docker");
    assertThat(files())
        .containsExactly(
            "test-cmdline", "test-initrd.img", "test-kernel", "test.docker", "test.tar");
    assertThat(written).extracting(WrittenFile::format).contains("tar", "docker", "kernel+initrd");
    for (WrittenFile file : written) {
      try (InputStream in = Files.newInputStream(file.path())) {
        assertThat(Digest.of(in)).isEqualTo(file.content().digest());
      }
      assertThat(Files.size(file.path())).isEqualTo(file.content().size()).isPositive();
    }
    assertThat(directory.resolve("out/test-cmdline"))
        .hasContent("console=ttyS0 quiet rdinit=/sbin/init");
  }

  @Test
  void tarSaysWhereEachFileCameFrom() throws Exception {
    Tools.require("tar");
    write(builds.request(), "tar");
    String list = Commands.run(directory, "tar", "-tf", "out/test.tar").out();
    assertThat(list)
        .contains(
            "boot/cmdline\n",
            "boot/kernel\n",
            "bin/busybox\n",
            "containers/services/web/config.json\n");
    String raw =
        Files.readString(
            directory.resolve("out/test.tar"), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(raw)
        .contains(
            "LINUXKIT.location=kernel\n",
            "LINUXKIT.location=init[0]\n",
            "LINUXKIT.location=services[0]\n",
            "LINUXKIT.location=files\n",
            "LINUXKIT.source=deb:busybox-static")
        .doesNotContain(directory.toString(), "oci:web");
  }

  @Test
  void leavesNothing_whenOneOutputCannotBeWritten() throws Exception {
    Path out = Files.createDirectories(directory.resolve("out"));
    Files.writeString(out.resolve("test-kernel"), "old");
    Files.createDirectories(out.resolve("test.tar/in-the-way"));
    assertThatThrownBy(() -> write(builds.request(), "kernel+initrd", "tar"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("test.tar is a folder");
    assertThat(files()).containsExactly("test-kernel", "test.tar");
    assertThat(out.resolve("test-kernel")).hasContent("old");
    assertThat(out.resolve("test.tar/in-the-way")).isDirectory();
  }

  @Test
  void leavesNothing_whenAnInterruptCancels() throws Exception {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> write(builds.request(), "kernel+initrd", "tar"))
          .isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void replacesWhatAnEarlierBuildWrote() throws Exception {
    write(builds.request(), "kernel+initrd");
    write(builds.request(Builds.SPEC.replace("quiet", "loud"), LockMode.ADD), "kernel+initrd");
    assertThat(directory.resolve("out/test-cmdline"))
        .hasContent("console=ttyS0 loud rdinit=/sbin/init");
    assertThat(files()).containsExactly("test-cmdline", "test-initrd.img", "test-kernel");
  }

  @Test
  void refusesUnknownFormat_withSuggestion() {
    assertThatThrownBy(() -> outputs().select(List.of("tar", "kernel+intrd")))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(
            "unknown format \"kernel+intrd\", did you mean \"kernel+initrd\"?; there are tar, ");
  }

  @Test
  void tarNeedsNoKernel_butInitrdDoes() throws Exception {
    String rootOnly = Builds.SPEC.substring(Builds.SPEC.indexOf("init:"));
    write(builds.request(rootOnly, LockMode.ADD), "tar", "docker");
    assertThat(files()).containsExactly("test.docker", "test.tar");
    assertThatThrownBy(() -> write(builds.request(rootOnly, LockMode.ADD), "kernel+initrd"))
        .isInstanceOf(FormatException.class)
        .hasMessage("image.yml:1:1: no \"kernel: image:\"; kernel+initrd needs one");
  }

  @Test
  void givesTheSameBytes_elsewhereAndInAnyOrder() throws Exception {
    Tools.require("mksquashfs");
    TreeMap<String, Digest> first = digests(write(builds.request(), all()));
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    DirectoryContentStore other = DirectoryContentStore.open(elsewhere.resolve("blobs"));
    Builds again = new Builds(elsewhere, other);
    List<String> reversed = new java.util.ArrayList<>(List.of(all()));
    java.util.Collections.reverse(reversed);
    List<WrittenFile> second = new java.util.ArrayList<>();
    for (String format : reversed) {
      second.addAll(
          new ImageBuilder(other, elsewhere.resolve("work"))
              .write(
                  again.request(),
                  Outputs.of(other, InitramfsOptions.DEFAULT).select(List.of(format)),
                  elsewhere.resolve("out-" + format)));
    }
    assertThat(digests(second)).containsAllEntriesOf(first);
  }

  private String[] all() {
    return outputs().formats().toArray(String[]::new);
  }

  private static TreeMap<String, Digest> digests(List<WrittenFile> files) {
    TreeMap<String, Digest> digests = new TreeMap<>();
    files.forEach(f -> digests.put(f.path().getFileName().toString(), f.content().digest()));
    return digests;
  }
}
