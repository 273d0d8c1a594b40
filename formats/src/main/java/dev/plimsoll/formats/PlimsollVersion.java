package dev.plimsoll.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which version of Plimsoll this is, as statements, reports and the command line say it. */
public final class PlimsollVersion {
  /** E.g. {@code 0.1.0}; written by the build. */
  public static final String CURRENT = read();

  private PlimsollVersion() {}

  private static String read() {
    try (InputStream in = PlimsollVersion.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IllegalStateException("version.txt is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
