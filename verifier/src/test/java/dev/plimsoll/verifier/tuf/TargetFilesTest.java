package dev.plimsoll.verifier.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TufException.HashMismatchException;
import dev.plimsoll.verifier.tuf.TufException.LengthException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Group file_download of the TUF conformance suite, as far as it is about bytes. */
class TargetFilesTest {
  private static final JsonObject NONE = JsonObject.builder().build();
  private static final String NAME = "path/to/a/target_file.txt";
  @TempDir private Path directory = Path.of("");
  private final Map<String, Bytes> remote = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private Optional<InputStream> open(String path) {
    asked.add(path);
    return Optional.ofNullable(remote.get(path)).map(Bytes::openStream);
  }

  private static TargetFile listed(Bytes content, String... algorithms) throws Exception {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String name : algorithms) {
      String value =
          switch (name) {
            case "sha256" -> content.digest().hex();
            case "sha512" ->
                HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(content.toArray()));
            default -> "00";
          };
      hashes.put(name, value);
    }
    return new TargetFile(content.size(), hashes, NONE);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> String.valueOf(f.getFileName())).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256", "sha512", "sha256 sha512", "blake9 sha256"})
  void downloadWithHashAlgorithms_inASubDirectory(String algorithms) throws Exception {
    Bytes content = Bytes.ofUtf8("target file contents");
    TargetFile listed = listed(content, algorithms.split(" ", -1));
    String hash = listed.hashes().get(algorithms.replace("blake9 ", "").split(" ", -1)[0]);
    remote.put("path/to/a/" + hash + ".target_file.txt", content);
    TargetFiles files = TargetFiles.of(directory);

    Path file = files.fetch(NAME, listed, this::open, true);

    assertThat(file)
        .hasFileName("path%2Fto%2Fa%2Ftarget_file.txt")
        .hasBinaryContent(content.toArray());
    assertThat(files.cached(NAME, listed)).contains(file);
    assertThat(names()).hasSize(1);
  }

  @Test
  void downloadWithUnknownHashAlgorithm() throws Exception {
    Bytes content = Bytes.ofUtf8("x");
    remote.put(NAME, content);
    TargetFile listed = listed(content, "blake9");

    assertThatThrownBy(() -> TargetFiles.of(directory).fetch(NAME, listed, this::open, false))
        .isInstanceOf(HashMismatchException.class)
        .hasMessageContaining("known are sha256 and sha512");
    assertThat(asked).isEmpty();
    assertThat(TargetFiles.of(directory).cached(NAME, listed)).isEmpty();
  }

  @Test
  void repositorySubstitutesTargetFile_theOldOneStays() throws Exception {
    Bytes good = Bytes.ofUtf8("good");
    TargetFiles files = TargetFiles.of(directory);
    remote.put(NAME, good);
    Path file = files.fetch(NAME, listed(good, "sha256"), this::open, false);
    Bytes evil = Bytes.ofUtf8("evil");
    remote.put(NAME, evil);

    assertThatThrownBy(() -> files.fetch(NAME, listed(good, "sha256"), this::open, false))
        .isInstanceOfSatisfying(
            HashMismatchException.class, e -> assertThat(e.role()).isEqualTo(NAME));
    assertThat(file).hasBinaryContent(good.toArray());
    assertThat(names()).hasSize(1);
  }

  @Test
  void endlessData_andTooLittle() throws Exception {
    TargetFile listed = listed(Bytes.ofUtf8("four"), "sha256");
    TargetFiles files = TargetFiles.of(directory);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> files.fetch(NAME, listed, path -> Optional.of(endless), false))
        .isInstanceOf(LengthException.class)
        .hasMessageContaining("more than the 4 bytes");
    assertThatThrownBy(
            () ->
                files.fetch(
                    NAME,
                    listed,
                    path -> Optional.of(new ByteArrayInputStream(new byte[3])),
                    false))
        .isInstanceOf(LengthException.class)
        .hasMessageContaining("3 bytes, 4 are listed");
    assertThat(names()).isEmpty();
  }

  @Test
  void aListedTarget_thatIsNotThere() throws Exception {
    TargetFile listed = listed(Bytes.ofUtf8("x"), "sha256");

    assertThatThrownBy(() -> TargetFiles.of(directory).fetch(NAME, listed, this::open, false))
        .isInstanceOf(MissingException.class)
        .hasMessageContaining("is listed, but not there");
  }

  @Test
  void aCachedTarget_isNoMoreTrustedThanItsBytes() throws Exception {
    Bytes content = Bytes.ofUtf8("good");
    TargetFile listed = listed(content, "sha256");
    TargetFiles files = TargetFiles.of(directory);
    Files.writeString(files.path(NAME), "evil");
    assertThat(files.cached(NAME, listed)).isEmpty();
    Files.writeString(files.path(NAME), "longer");
    assertThat(files.cached(NAME, listed)).isEmpty();
  }

  @Test
  void aLengthBeyondAnInt_isNoProblem() throws Exception {
    TargetFile huge = new TargetFile(5_000_000_000L, Map.of("sha256", "00"), NONE);

    assertThatThrownBy(
            () ->
                TargetFiles.of(directory)
                    .fetch(
                        NAME,
                        huge,
                        path -> Optional.of(new ByteArrayInputStream(new byte[3])),
                        false))
        .hasMessageContaining("3 bytes, 5000000000 are listed");
  }
}
