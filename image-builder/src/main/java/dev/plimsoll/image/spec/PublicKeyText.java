package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The outer form of a public key's PEM (RFC 7468): which kind of key it is, the verifier says. */
final class PublicKeyText {
  private static final int MAX_LENGTH = 16 << 10;
  static final String BEGIN = "-----BEGIN ";
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END PUBLIC KEY-----\\s*");

  private PublicKeyText() {}

  /** {@code text} when it is one public key; the error says where the key is named. */
  static String of(Located<String> where, String text) throws FormatException {
    if (text.contains("PRIVATE KEY-----")) {
      throw new FormatException(
          where.at().toString(), "trust: a private key; wanted the public key that belongs to it");
    }
    Matcher m = PEM.matcher(text);
    if (text.length() > MAX_LENGTH || !m.matches()) {
      throw new FormatException(
          where.at().toString(),
          "trust: wanted one \"-----BEGIN PUBLIC KEY-----\" block of PEM, at most "
              + MAX_LENGTH
              + " characters");
    }
    try {
      byte[] der = Base64.getDecoder().decode(m.group(1).replaceAll("\\s", ""));
      if (der.length < 32 || der[0] != 0x30) {
        throw new FormatException(where.at().toString(), "trust: the PEM block holds no key");
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException(where.at() + ": trust: the PEM block is not base64", e);
    }
    return text;
  }
}
