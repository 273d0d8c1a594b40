package dev.plimsoll.server.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a {@code multipart/form-data} body (RFC 7578, RFC 2046 §5.1.1) by file name, whole
 * but for {@code .json}: a form parser for browsers would strip {@code targets/} off a role. Every
 * part is a file.
 */
final class MultipartFiles {
  static final int MAX_PARTS = 1_000;

  private static final int MAX_HEAD = 4 << 10;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FILENAME =
      Pattern.compile(
          "^content-disposition:\\s*form-data\\s*;.*?;?\\s*filename=\"((?:[^\"\\\\]|\\\\.)*)\".*$",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final byte[] body;
  private final byte[] delimiter;

  private MultipartFiles(byte[] body, String boundary) {
    this.body = body;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The parts by file name; a name that stands twice is refused. */
  static Map<String, Bytes> parse(String contentType, byte[] body) throws NotaryRefusal {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.matches()) {
      throw malformed("wanted multipart/form-data with a boundary");
    }
    String text = Optional.ofNullable(boundary.group(1)).orElseGet(() -> boundary.group(2));
    return new MultipartFiles(body, text).parts();
  }

  private Map<String, Bytes> parts() throws NotaryRefusal {
    Map<String, Bytes> files = new LinkedHashMap<>();
    // the first delimiter may stand at the very start, where no line ends
    int at =
        startsWith(0, Arrays.copyOfRange(delimiter, 2, delimiter.length))
            ? delimiter.length - 2
            : next(0) + delimiter.length;
    while (!startsWith(at, "--".getBytes(StandardCharsets.US_ASCII))) {
      if (!startsWith(at, "\r\n".getBytes(StandardCharsets.US_ASCII))) {
        throw malformed("a boundary is not followed by a line's end");
      }
      int end = next(at);
      int head = headEnd(at, end);
      String name = fileName(new String(body, at, head - at, StandardCharsets.UTF_8));
      Bytes file = Bytes.copyOf(Arrays.copyOfRange(body, head + 4, end));
      if (files.put(name, file) != null) {
        throw malformed("the file " + FormatException.quote(name) + " stands twice");
      }
      if (files.size() > MAX_PARTS) {
        throw malformed("more than " + MAX_PARTS + " files");
      }
      at = end + delimiter.length;
    }
    return files;
  }

  private static String fileName(String head) throws NotaryRefusal {
    Matcher name = FILENAME.matcher(head.replace("\r\n", "\n"));
    if (!name.find() || name.group(1).isEmpty()) {
      throw new NotaryRefusal(Code.NO_FILENAME, "a part of the upload has no file name");
    }
    String text = name.group(1).replaceAll("\\\\(.)", "$1");
    return text.endsWith(".json") ? text.substring(0, text.length() - 5) : text; // as Notary does
  }

  private int headEnd(int from, int end) throws NotaryRefusal {
    byte[] blank = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = from; i + 4 <= end && i < from + MAX_HEAD; i++) {
      if (startsWith(i, blank)) {
        return i;
      }
    }
    throw malformed("a part has no end of its head");
  }

  private int next(int from) throws NotaryRefusal {
    for (int i = from; i + delimiter.length <= body.length; i++) {
      if (body[i] == '\r' && startsWith(i, delimiter)) {
        return i;
      }
    }
    throw malformed("the upload ends before its last boundary");
  }

  private boolean startsWith(int at, byte[] what) {
    return at + what.length <= body.length
        && Arrays.equals(body, at, at + what.length, what, 0, what.length);
  }

  private static NotaryRefusal malformed(String message) {
    return new NotaryRefusal(Code.MALFORMED_UPLOAD, message);
  }
}
