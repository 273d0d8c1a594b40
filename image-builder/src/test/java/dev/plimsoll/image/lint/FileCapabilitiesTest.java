package dev.plimsoll.image.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCapabilitiesTest {
  /** What {@code setcap cap_net_raw+ep} writes. */
  private static final String NET_RAW = "0100000200200000000000000000000000000000";

  @Test
  void revision2_isDecoded() throws Exception {
    FileCapabilities caps = FileCapabilities.decode(Bytes.parseHex(NET_RAW));

    assertThat(caps.revision()).isEqualTo(2);
    assertThat(caps.effective()).isTrue();
    assertThat(caps.permitted()).containsExactly("CAP_NET_RAW");
    assertThat(caps.inheritable()).isEmpty();
    assertThat(caps.rootId()).isEmpty();
  }

  @Test
  void revision3_tellsWhoIsRoot() throws Exception {
    FileCapabilities caps =
        FileCapabilities.decode(
            Bytes.parseHex(
                "00000003" + "00000000" + "01000000" + "00010000" + "00000000" + "a0860100"));

    assertThat(caps.effective()).isFalse();
    assertThat(caps.inheritable()).containsExactly("CAP_CHOWN");
    assertThat(caps.permitted()).containsExactly("CAP_CHECKPOINT_RESTORE");
    assertThat(caps.rootId()).hasValue(100_000);
  }

  @Test
  void unknownBit_isNamedByNumber() throws Exception {
    FileCapabilities caps =
        FileCapabilities.decode(
            Bytes.parseHex("00000002" + "0000000000000000" + "0000008000000000"));

    assertThat(caps.permitted()).containsExactly("CAP_63");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "01000002",
        "010000020020000000000000000000000000000000",
        "0100000900000000",
        "010000030020000000000000000000000000000000"
      })
  void xattr_isRefused_whenTheKernelWouldNotTakeIt(String hex) {
    assertThatThrownBy(() -> FileCapabilities.decode(Bytes.parseHex(hex)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("security.capability");
  }
}
