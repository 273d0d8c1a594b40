package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.testing.RawTar;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerLimitsTest {
  @Test
  void changesWhatIsNamed_andSaysWhoAsked() throws Exception {
    LayerLimits limits =
        LayerLimits.DEFAULT.with("entries=7,expanded=40G,header=2M,xattrs=3,ratio=1000", "--flag");
    assertThat(limits)
        .isEqualTo(
            new LayerLimits(
                7,
                4095,
                256,
                40L << 30,
                1000,
                2 << 20,
                3,
                128 << 10,
                LayerLimits.DEFAULT.maxIndex(),
                "--flag"));
    assertThat(limits.exceeded("layer", "has more than 7 entries", "entries"))
        .hasMessage("layer: has more than 7 entries (layer limit entries, --flag)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "entries", "entries=", "entries=x", "entries=-1", "size=3", "path=1T", "a=1,"})
  void refusesText(String text) {
    assertThatThrownBy(() -> LayerLimits.DEFAULT.with(text, "--flag"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("--flag: ");
  }

  /** As ten million headers would: the same file under ever new names, without end. */
  private static int pushUntilRefused(LayerLimits limits, int most) throws IOException {
    byte[] header = Arrays.copyOf(new RawTar().file("d/0000000000000000", "").unfinished(), 512);
    TarScanner scanner =
        new TarScanner(new IndexBuilder(new LayerFile(), "bomb", limits), "bomb", limits);
    for (int i = 0; i < most; i++) {
      for (int digit = 0, left = i; digit < 10; digit++, left /= 10) {
        int before = header[2 + digit];
        header[2 + digit] = (byte) ('0' + left % 10);
        changeSum(header, header[2 + digit] - before);
      }
      try {
        scanner.accept(header, 0, header.length);
      } catch (LayerException e) {
        assertThat(e).hasMessageContaining("(layer limit ");
        return i;
      }
    }
    return most;
  }

  private static void changeSum(byte[] header, int by) {
    int sum = by;
    for (int i = 148; i < 154; i++) {
      sum += (header[i] - '0') << 3 * (153 - i);
    }
    for (int i = 153; i >= 148; i--, sum >>= 3) {
      header[i] = (byte) ('0' + (sum & 7));
    }
  }

  @Test
  void stopsBeforeMemoryRunsOut_whenALayerHasTenMillionEntries() throws Exception {
    assertThat(pushUntilRefused(LayerLimits.DEFAULT.with("index=16M", "test"), 10_000_000))
        .isBetween(60_000, 90_000);
    assertThat(pushUntilRefused(LayerLimits.DEFAULT.with("entries=200000", "test"), 10_000_000))
        .isBetween(199_990, 200_000);
  }

  @Test
  void countsMissingParents_whenEveryEntryHasManyOfThem() throws Exception {
    LayerLimits limits = LayerLimits.DEFAULT.with("entries=1000", "test");
    IndexBuilder index = new IndexBuilder(new LayerFile(), "bomb", limits);
    RawTar tar = new RawTar();
    for (int i = 0; i < 20; i++) {
      tar.pax("path", "d" + i + "/p".repeat(200) + "/f").file("f", "");
    }
    byte[] bytes = tar.bytes();
    assertThatThrownBy(() -> new TarScanner(index, "bomb", limits).accept(bytes, 0, bytes.length))
        .hasMessage("bomb: has more than 1000 entries (layer limit entries, test)");
  }
}
