package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.RawTar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebArchiveTest {
  private static final byte[] DATA = new RawTar().file("./a", "x").bytes();

  @TempDir Path directory;

  private DebArchive open(byte[] archive) throws IOException {
    return DebArchive.open(Files.write(directory.resolve("a.deb"), archive), "deb:a", directory);
  }

  @Test
  void readsControlAndData() throws Exception {
    DebArchive archive =
        open(FakeKernel.deb("Package: a\nVersion: 1:2\nDescription: short\n long\n .\n", DATA));
    assertThat(archive.require("version", "a")).isEqualTo("1:2");
    assertThat(archive.control()).containsEntry("description", "short\nlong\n.");
    try (var in = new java.util.zip.GZIPInputStream(archive.data().open())) {
      assertThat(in.readAllBytes()).isEqualTo(DATA);
    }
  }

  @Test
  void refusesArchive_whenCutAnywhereBeforeItsEnd() {
    byte[] whole = FakeKernel.deb("Package: a\n", DATA);
    for (int length = 0; length < whole.length - 1; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> open(cut))
          .as("cut at %d", length)
          .isInstanceOf(LayerException.class);
    }
  }

  @Test
  void refusesArchive_whenMembersAreOutOfOrder() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    FakeKernel.member(out, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
    FakeKernel.member(out, "data.tar", DATA);
    assertThatThrownBy(() -> open(out.toByteArray()))
        .hasMessage("deb:a: not a Debian package: has \"data.tar\" where control.tar belongs");
  }

  @Test
  void refusesArchive_whenFormatIsUnknown() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    FakeKernel.member(out, "debian-binary", "3.0\n".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> open(out.toByteArray()))
        .hasMessage("deb:a: not a Debian package: format \"3.0\", wanted 2.x");
  }
}
