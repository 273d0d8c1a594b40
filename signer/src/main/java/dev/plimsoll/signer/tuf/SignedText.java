package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.tuf.MemberList.UnknownFormException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metadata file of our own writing whose one long object, {@code targets} of a bin or {@code
 * meta} of the snapshot, stays text: {@code {"signatures":[…],"signed":{HEAD{members}TAIL}}}.
 *
 * @param file the whole file
 * @param signed what the signatures are over, a part of {@code file}
 */
record SignedText(
    Bytes file,
    ByteBuffer signed,
    List<Signed.Signature> signatures,
    long version,
    Instant expires,
    MemberList members) {
  static final String SIGNATURES = "{\"signatures\":";
  static final String SIGNED = ",\"signed\":";

  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);
  private static final Pattern HEAD =
      Pattern.compile(
          "\\{\"_type\":\"([a-z]+)\",\"expires\":\"([0-9TZ:-]{20})\"(,\"meta\":|,\"spec_version\":\"1\\.[0-9.]{1,9}\",\"targets\":)");
  private static final Pattern TAIL =
      Pattern.compile(
          "\\}(?:,\"spec_version\":\"1\\.[0-9.]{1,9}\")?,\"version\":([1-9][0-9]{0,17})\\}\\}");
  private static final int LONGEST_HEAD = 200;

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes a file to pieces; nothing is verified.
   *
   * @param type as {@code _type} must have it
   * @throws UnknownFormException when it is not laid out as we write; it may be valid all the same
   */
  static SignedText parse(String type, Bytes file) throws UnknownFormException {
    ByteBuffer text = file.asReadOnlyBuffer();
    int start = startOfSigned(text);
    if (start >= text.limit()) {
      throw new UnknownFormException(start);
    }
    ByteBuffer signed = text.slice(start, text.limit() - 1 - start);
    Matcher head = HEAD.matcher(latin1(signed, 0, Math.min(LONGEST_HEAD, signed.limit())));
    if (!head.lookingAt() || !head.group(1).equals(type)) {
      throw new UnknownFormException(start);
    }
    MemberList members = MemberList.scan(signed, head.end());
    Matcher tail = TAIL.matcher(latin1(text, start + members.end(), text.limit()));
    if (!tail.matches()) {
      throw new UnknownFormException(start + members.end());
    }
    try {
      return new SignedText(
          file,
          signed,
          signatures(text, start),
          Long.parseLong(tail.group(1)),
          Instant.parse(head.group(2)),
          members);
    } catch (DateTimeException | FormatException e) {
      throw new UnknownFormException(start);
    }
  }

  private static int startOfSigned(ByteBuffer text) throws UnknownFormException {
    try {
      if (!latin1(text, 0, Math.min(SIGNATURES.length(), text.limit())).equals(SIGNATURES)) {
        throw new UnknownFormException(0);
      }
      // Inside a string a quote is escaped: the first ],"signed": ends the signatures.
      for (int i = SIGNATURES.length(); ; i++) {
        if (text.get(i) == ']' && latin1(text, i + 1, i + 1 + SIGNED.length()).equals(SIGNED)) {
          return i + 1 + SIGNED.length();
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw new UnknownFormException(text.limit());
    }
  }

  private static List<Signed.Signature> signatures(ByteBuffer text, int start)
      throws FormatException {
    int from = SIGNATURES.length();
    Bytes array = Bytes.concat(List.of(text.slice(from, start - SIGNED.length() - from)));
    List<Signed.Signature> all = new ArrayList<>();
    JsonObject wrapped =
        READER
            .parse("signatures", Bytes.ofUtf8("{\"s\":" + array.utf8() + "}"))
            .asObject("signatures");
    for (JsonValue item : wrapped.array("s")) {
      JsonObject s = item.asObject("signature");
      all.add(new Signed.Signature(s.string("keyid"), s.string("sig")));
    }
    return all;
  }

  private static String latin1(ByteBuffer text, int from, int to) {
    byte[] part = new byte[to - from];
    text.get(from, part);
    return new String(part, StandardCharsets.ISO_8859_1);
  }

  /** The signed text as bytes of its own. */
  Bytes signedBytes() {
    return Bytes.concat(List.of(signed));
  }

  /**
   * Signs {@code empty}, filled with the members of {@code before} and {@code added}.
   *
   * @param empty the new metadata, its long object still empty
   * @param object {@code targets} or {@code meta}
   */
  static SignedText make(
      TufMetadata empty,
      String object,
      List<MemberList> before,
      SortedMap<String, Bytes> added,
      RoleSigners signers)
      throws java.io.IOException {
    String frame = Signed.toBeSigned(empty).utf8();
    int gap = frame.indexOf("\"" + object + "\":{}") + object.length() + 4;
    List<ByteBuffer> parts = new ArrayList<>();
    parts.add(utf8(frame.substring(0, gap)));
    MemberList from = before.isEmpty() ? NONE : before.getFirst();
    parts.addAll(from.merge(added));
    parts.add(utf8(frame.substring(gap)));
    try {
      return parse(empty.type(), signers.sign(Bytes.concat(parts)));
    } catch (UnknownFormException e) {
      throw new IllegalStateException("our own " + empty.type() + " file is not as we write", e);
    }
  }

  private static final MemberList NONE = none();

  private static MemberList none() {
    try {
      return MemberList.scan(utf8("{}"), 0);
    } catch (UnknownFormException e) {
      throw new IllegalStateException(e);
    }
  }
}
