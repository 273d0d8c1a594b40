package dev.plimsoll.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Which version of the program this is. */
public final class Version {
  private Version() {}

  /** The project's version, as Maven wrote it at build time. */
  public static String current() {
    try (InputStream in = Version.class.getResourceAsStream("/dev/plimsoll/cli/version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
