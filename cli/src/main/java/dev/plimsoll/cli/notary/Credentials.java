package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.Bytes;

/** A login; never shown. */
public record Credentials(String user, String password) {
  /** The header of RFC 7617. */
  String basic() {
    return "Basic " + Bytes.ofUtf8(user + ":" + password).base64();
  }

  @Override
  public String toString() {
    return "login of " + user;
  }
}
