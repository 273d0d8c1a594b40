package dev.plimsoll.verifier;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * PEM blocks (RFC 7468, strict form: 64 characters a line are written, any length is read).
 *
 * <p>Error messages never repeat what stands between the markers: it may be a private key.
 */
public final class Pem {
  /** Largest PEM file read, in bytes: room for some two hundred keys. */
  public static final int MAX_BYTES = 64 << 10;

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private Pem() {}

  /** The DER of every {@code label} block in {@code text}, in order; other blocks are refused. */
  public static List<byte[]> parse(String what, String label, byte[] text) throws FormatException {
    if (text.length > MAX_BYTES) {
      throw new FormatException(
          what, text.length + " bytes of PEM; the limit is " + MAX_BYTES + " (PEM reader)");
    }
    List<byte[]> blocks = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    boolean inside = false;
    int number = 0;
    for (String raw : new String(text, StandardCharsets.US_ASCII).lines().toList()) {
      String line = raw.strip();
      number++;
      if (inside && line.startsWith(END)) {
        requireLabel(what, number, line, END, label);
        blocks.add(decode(what, number, body.toString()));
        inside = false;
      } else if (inside) {
        body.append(line);
      } else if (line.startsWith(BEGIN)) {
        requireLabel(what, number, line, BEGIN, label);
        body.setLength(0);
        inside = true;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        throw new FormatException(
            what + ":" + number, "text outside of a PEM block; wanted BEGIN " + label);
      }
    }
    if (inside) {
      throw new FormatException(what + ":" + number, "PEM block has no END " + label);
    }
    if (blocks.isEmpty()) {
      throw new FormatException(what, "no PEM block; wanted BEGIN " + label);
    }
    return blocks;
  }

  /** One block with a final newline. */
  public static Bytes encode(String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return Bytes.ofUtf8(
        BEGIN
            + label
            + DASHES
            + "\n"
            + lines.encodeToString(der)
            + "\n"
            + END
            + label
            + DASHES
            + "\n");
  }

  private static void requireLabel(String what, int line, String text, String marker, String label)
      throws FormatException {
    if (!text.equals(marker + label + DASHES)) {
      throw new FormatException(
          what + ":" + line,
          "found " + FormatException.quote(text) + ", wanted \"" + marker + label + DASHES + "\"");
    }
  }

  private static byte[] decode(String what, int line, String base64) throws FormatException {
    String problem = what + ":" + line + ": the PEM block that ends here is not base64";
    if (base64.isEmpty() || !BASE64.matcher(base64).matches() || base64.length() % 4 != 0) {
      throw new FormatException(problem);
    }
    return Base64.getDecoder().decode(base64);
  }
}
