package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The members of one object inside a canonical JSON text, found by their places: a bin with
 * hundreds of targets is searched, and written anew with some more of them, without a tree of
 * objects. Names are sorted, as canonical JSON has them. Only for texts of our own writing; what
 * looks different is refused, and then the strict reader is the one to ask. Immutable.
 */
final class MemberList {
  private final ByteBuffer text;

  /** Where each member begins, at the quote of its name; last, one past the end of the last. */
  private final int[] starts;

  private MemberList(ByteBuffer text, int[] starts) {
    this.text = text;
    this.starts = starts;
  }

  /** The text is not the kind that this class reads. */
  static final class UnknownFormException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownFormException(int at) {
      super("unexpected byte at " + at);
    }
  }

  /**
   * @param open where the brace of the object stands
   */
  static MemberList scan(ByteBuffer text, int open) throws UnknownFormException {
    try {
      return scanWithin(text, open);
    } catch (IndexOutOfBoundsException e) {
      throw new UnknownFormException(text.limit());
    }
  }

  private static MemberList scanWithin(ByteBuffer text, int open) throws UnknownFormException {
    require(text, open, '{');
    int[] starts = new int[16];
    int count = 0;
    int at = open + 1;
    int nameEnd = at;
    if (text.get(at) == '}') {
      return new MemberList(text, new int[] {at});
    }
    while (true) {
      if (count + 2 >= starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
      }
      starts[count++] = at;
      require(text, at, '"');
      int nameStart = at;
      at = string(text, at);
      require(text, at, ':');
      if (count > 1 && !ascending(text, starts[count - 2], nameEnd, nameStart, at)) {
        throw new UnknownFormException(nameStart);
      }
      nameEnd = at;
      at = value(text, at + 1);
      starts[count] = at;
      if (text.get(at) == '}') {
        return new MemberList(text, Arrays.copyOf(starts, count + 1));
      }
      require(text, at, ',');
      at++;
    }
  }

  /** Whether the first of two names, given by their quotes, is less than the second. */
  private static boolean ascending(ByteBuffer text, int one, int oneEnd, int two, int twoEnd) {
    int length = Math.min(oneEnd - one, twoEnd - two) - 1; // the closing quote aside
    for (int i = 1; i < length; i++) {
      byte a = text.get(one + i);
      byte b = text.get(two + i);
      if (a != b) {
        return a < b && a > 0; // beyond ASCII another reader is asked
      }
    }
    return oneEnd - one < twoEnd - two;
  }

  private static void require(ByteBuffer text, int at, char wanted) throws UnknownFormException {
    if (text.get(at) != wanted) {
      throw new UnknownFormException(at);
    }
  }

  /** The end of the value that begins at {@code at}. */
  private static int value(ByteBuffer text, int at) throws UnknownFormException {
    int depth = 0;
    int i = at;
    while (true) {
      switch (text.get(i)) {
        case '"' -> i = string(text, i);
        case '{', '[' -> {
          depth++;
          i++;
        }
        case '}', ']' -> {
          depth--;
          i++;
        }
        case ',', ':', ' ' -> {
          if (depth == 0) {
            throw new UnknownFormException(i);
          }
          i++;
        }
        default -> i++;
      }
      if (depth == 0 && ends(text.get(i))) {
        return i;
      }
    }
  }

  private static boolean ends(byte next) {
    return next == ',' || next == ':' || next == '}' || next == ']';
  }

  private static int string(ByteBuffer text, int open) {
    int i = open + 1;
    while (text.get(i) != '"') {
      i += text.get(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  int size() {
    return starts.length - 1;
  }

  /** One past the last member: where the closing brace stands. */
  int end() {
    return starts[starts.length - 1];
  }

  String nameAt(int index) {
    return StandardCharsets.UTF_8.decode(name(index)).toString();
  }

  /** Signed bytes compare as UTF-8 does for ASCII; other names make {@link #scan} refuse. */
  private ByteBuffer name(int index) {
    int start = starts[index] + 1;
    return text.slice(start, string(text, starts[index]) - 1 - start);
  }

  Optional<Bytes> find(String name) {
    int index = search(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
    return index < 0 ? Optional.empty() : Optional.of(valueAt(index));
  }

  Bytes valueAt(int index) {
    int start = string(text, starts[index]) + 1;
    int end = index + 1 < size() ? starts[index + 1] - 1 : end();
    return Bytes.concat(List.of(text.slice(start, end - start)));
  }

  private int search(ByteBuffer name) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = name(middle).compareTo(name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /**
   * The members of this list and {@code added}, which replace those of the same name, in order and
   * with commas between them, as pieces of text.
   *
   * @param added by name, the names plain ASCII without quotes or backslashes; values canonical
   */
  List<ByteBuffer> merge(SortedMap<String, Bytes> added) {
    List<ByteBuffer> parts = new ArrayList<>();
    int done = 0;
    for (Map.Entry<String, Bytes> entry : added.entrySet()) {
      int index = search(ByteBuffer.wrap(entry.getKey().getBytes(StandardCharsets.UTF_8)));
      int before = index < 0 ? -index - 1 : index;
      run(parts, done, before);
      done = index < 0 ? before : index + 1;
      separate(parts);
      parts.add(SignedText.utf8("\"" + entry.getKey() + "\":"));
      parts.add(entry.getValue().asReadOnlyBuffer());
    }
    run(parts, done, size());
    return parts;
  }

  private void run(List<ByteBuffer> parts, int from, int to) {
    if (from < to) {
      separate(parts);
      int end = to < size() ? starts[to] - 1 : end();
      parts.add(text.slice(starts[from], end - starts[from]));
    }
  }

  private static void separate(List<ByteBuffer> parts) {
    if (!parts.isEmpty()) {
      parts.add(SignedText.utf8(","));
    }
  }
}
