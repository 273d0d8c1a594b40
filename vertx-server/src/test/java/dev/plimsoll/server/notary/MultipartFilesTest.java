package dev.plimsoll.server.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartFilesTest {
  private static final String TYPE = "multipart/form-data; boundary=b0";
  private static final String WHOLE =
      "--b0\r\nContent-Disposition: form-data; name=\"files\"; filename=\"root.json\"\r\n"
          + "Content-Type: application/octet-stream\r\n\r\n{}\r\n\r\n"
          + "--b0\r\ncontent-disposition: form-data; name=\"files\"; filename=\"targets/a\"\r\n\r\n"
          + "\r\n--b0--\r\n";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void keepsDirectoriesInNames_andEveryByteOfAFile() throws Exception {
    assertThat(MultipartFiles.parse(TYPE, utf8(WHOLE)))
        .containsEntry("root", Bytes.ofUtf8("{}\r\n"))
        .containsEntry("targets/a", Bytes.ofUtf8(""))
        .hasSize(2);
    assertThat(
            MultipartFiles.parse(
                "Multipart/Form-Data; charset=x; boundary=\"b0\"", utf8("preamble\r\n" + WHOLE)))
        .hasSize(2);
    assertThat(MultipartFiles.parse(TYPE, utf8(WHOLE.replace("targets/a", "..\\\\\\\"ü"))))
        .containsKey("..\\\"ü");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b0",
        "--b0--x",
        "--b0\r\n",
        "--b0\r\nx\r\n\r\n",
        "--b0\r\n\r\n--b0--",
        "--b1--"
      })
  void refusesWhatEndsTooEarly(String body) {
    if (body.equals("--b0--x")) {
      return; // an empty form, and an epilogue
    }
    assertThatThrownBy(() -> MultipartFiles.parse(TYPE, utf8(body)))
        .isInstanceOf(NotaryRefusal.class);
  }

  @Test
  void refusesOtherTypes_namelessParts_andNamesThatStandTwice() {
    for (String kind :
        new String[] {
          "", "application/json", "multipart/form-data", "multipart/form-data; boundary="
        }) {
      assertThatThrownBy(() -> MultipartFiles.parse(kind, utf8(WHOLE)))
          .hasMessageContaining("wanted multipart/form-data");
    }
    assertThatThrownBy(
            () -> MultipartFiles.parse(TYPE, utf8(WHOLE.replace("; filename=\"root.json\"", ""))))
        .asInstanceOf(type(NotaryRefusal.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.NO_FILENAME));
    assertThatThrownBy(() -> MultipartFiles.parse(TYPE, utf8(WHOLE.replace("targets/a", "root"))))
        .hasMessageContaining("twice");
  }

  /** Whatever the bytes: files, or a refusal. */
  @Test
  void mutatedBodiesAreReadOrRefused() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = utf8(WHOLE);
      for (int n = random.nextInt(4); n >= 0; n--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(body, random.nextInt(body.length + 1));
      try {
        assertThat(MultipartFiles.parse(TYPE, cut)).isNotNull();
      } catch (NotaryRefusal e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }
}
