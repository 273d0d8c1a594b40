package dev.plimsoll.formats.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.util.Arrays;

/** Damages a good input in every place and watches that the parser fails only as it may. */
public final class MalformedInputs {
  private MalformedInputs() {}

  /** A parser of untrusted bytes. */
  @FunctionalInterface
  public interface Parser {
    Object parse(Bytes text) throws FormatException;
  }

  /** Every proper prefix must be refused, with a message of one line. */
  public static void refusesEveryTruncation(Bytes good, Parser parser) {
    byte[] bytes = good.toArray();
    for (int length = 0; length < bytes.length; length++) {
      Bytes cut = Bytes.copyOf(Arrays.copyOf(bytes, length));
      try {
        Object value = parser.parse(cut);
        fail("the first %d of %d bytes were read as %s", length, bytes.length, value);
      } catch (FormatException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  /** With any one byte changed there is a value or a {@link FormatException}, nothing else. */
  public static void survivesEveryChangedByte(Bytes good, Parser parser) {
    byte[] bytes = good.toArray();
    for (int at = 0; at < bytes.length; at++) {
      for (int mask : new int[] {0x01, 0x20, 0x80, 0xff}) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) mask;
        try {
          assertThat(parser.parse(Bytes.copyOf(changed))).isNotNull();
        } catch (FormatException e) {
          assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
      }
    }
  }
}
