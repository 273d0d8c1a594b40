package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.source.LockEntry.Deb;
import dev.plimsoll.image.source.LockEntry.Image;
import dev.plimsoll.image.source.Reference.DebPackage;
import dev.plimsoll.image.source.Reference.OciArchive;
import dev.plimsoll.image.spec.Located;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final DebPackage RUNC = new DebPackage("runc", Optional.empty());
  private static final Located<String> WHERE =
      new Located<>("deb:runc", new SourcePosition("image.yml", 2, 3));

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("plimsoll.lock");
  }

  @Test
  void writesSortedText_andReadsItBack() throws Exception {
    LockFile lock = LockFile.load(file(), LockMode.ADD);
    lock.record(new OciArchive("web.tar", Optional.empty()), new Image(DIGEST, List.of(DIGEST)));
    lock.record(RUNC, new Deb("runc", "1.1", DIGEST));
    lock.save();
    assertThat(file())
        .hasContent(
            """
            {
              "entries": {
                "deb:runc": {
                  "archive": "%1$s",
                  "name": "runc",
                  "version": "1.1"
                },
                "oci-archive:web.tar": {
                  "layers": [
                    "%1$s"
                  ],
                  "manifest": "%1$s"
                }
              },
              "version": 1
            }
            """
                .formatted(DIGEST));
    assertThat(LockFile.load(file(), LockMode.LOCKED).pinned(RUNC, WHERE))
        .contains(new Deb("runc", "1.1", DIGEST));
    assertThat(LockFile.load(file(), LockMode.UPDATE).pinned(RUNC, WHERE)).isEmpty();
  }

  @Test
  void refusesWithPlace_whenLockedAndMissing() throws Exception {
    LockFile lock = LockFile.load(file(), LockMode.LOCKED);
    assertThatThrownBy(() -> lock.pinned(RUNC, WHERE))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:2:3: deb:runc is not in "
                + file()
                + "; build once without --locked to pin it");
  }

  @Test
  void writesNothing_whenNothingChanged() throws Exception {
    LockFile.load(file(), LockMode.ADD).save();
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"entries\":{},\"version\":2}",
        "{\"entries\":{\"deb:a\":{}},\"version\":1}",
        "{\"entries\":{\"a\":{\"manifest\":\"x\",\"layers\":[]}},\"version\":1}",
        "{\"entries\":{},\"entries\":{},\"version\":1}"
      })
  void refusesWithFileName_whenMalformed(String text) throws Exception {
    Files.writeString(file(), text);
    assertThatThrownBy(() -> LockFile.load(file(), LockMode.ADD))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file().toString());
  }
}
