package dev.plimsoll.kernel.cmdline;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed command line. Blanks separate parameters, double quotes hold blanks together, in names
 * {@code -} and {@code _} are alike, the last of a name wins, and what follows {@code --} is for
 * init. Immutable and thread-safe.
 */
public final class CommandLine {
  /** Largest text in bytes; the kernel itself takes 2,048 to 4,096. */
  public static final int MAX_BYTES = 64 << 10;

  private final List<Parameter> parameters;
  private final Map<String, Parameter> last;
  private final String initArguments;

  private CommandLine(List<Parameter> parameters, String initArguments) {
    this.parameters = List.copyOf(parameters);
    this.initArguments = initArguments;
    this.last = new HashMap<>();
    parameters.forEach(p -> last.put(key(p.name()), p));
  }

  /**
   * @param where names the text in messages
   * @throws FormatException when it is longer than {@link #MAX_BYTES} or holds a NUL byte
   */
  public static CommandLine parse(String where, Bytes text) throws FormatException {
    if (text.size() > MAX_BYTES) {
      throw new FormatException(
          where,
          text.size()
              + " bytes of command line; the limit is "
              + MAX_BYTES
              + " (command line reader)");
    }
    // one char a byte, as the kernel counts
    String chars = new String(text.toArray(), StandardCharsets.ISO_8859_1);
    int nul = chars.indexOf('\0');
    // /proc/cmdline of some kernels ends in NUL; inside, what follows would be hidden
    if (nul >= 0 && !chars.substring(nul).chars().allMatch(c -> c == 0 || c == '\n')) {
      throw new FormatException(where, "NUL byte inside the command line, at byte " + (nul + 1));
    }
    return new Splitter(nul >= 0 ? chars.substring(0, nul) : chars).split();
  }

  /** {@code earlier} and then {@code later}, as one line; positions stay those of each. */
  public static CommandLine concat(CommandLine earlier, CommandLine later) {
    List<Parameter> all = new ArrayList<>(earlier.parameters);
    all.addAll(later.parameters);
    return new CommandLine(all, (earlier.initArguments + " " + later.initArguments).strip());
  }

  /** The last parameter of that name. */
  public Optional<Parameter> find(String name) {
    return Optional.ofNullable(last.get(key(name)));
  }

  /** In the order written; repeated ones too. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** What follows {@code --}, for init. */
  public String initArguments() {
    return initArguments;
  }

  /** The form of a name under which spellings with {@code -} and {@code _} meet. */
  public static String key(String name) {
    return name.replace('-', '_');
  }

  private static final class Splitter {
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    Splitter(String text) {
      this.text = text;
    }

    CommandLine split() {
      List<Parameter> found = new ArrayList<>();
      for (skipBlanks(); at < text.length(); skipBlanks()) {
        Parameter p = next();
        if (p.name().equals("--") && !p.assigned()) {
          return new CommandLine(found, text.substring(at).strip());
        }
        found.add(p);
      }
      return new CommandLine(found, "");
    }

    private void skipBlanks() {
      for (; at < text.length() && blank(text.charAt(at)); at++) {
        if (text.charAt(at) == '\n') {
          line++;
          lineStart = at + 1;
        }
      }
    }

    private Parameter next() {
      int from = at;
      int startLine = line;
      int column = at - lineStart + 1;
      boolean quoted = false;
      int equals = -1;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (blank(c) && !quoted) {
          break;
        }
        if (equals < 0 && c == '=' && at > from) {
          equals = at;
        }
        if (c == '"') {
          quoted = !quoted;
        }
      }
      boolean wholeQuoted = text.charAt(from) == '"';
      int nameFrom = wholeQuoted ? from + 1 : from;
      int end = at;
      if (equals < 0) {
        int nameEnd = end > nameFrom && text.charAt(end - 1) == '"' ? end - 1 : end;
        return new Parameter(text.substring(nameFrom, nameEnd), "", false, startLine, column);
      }
      int valueFrom = equals + 1;
      // next_arg: a quote that opens the value, or the whole argument, takes a closing one away
      boolean valueQuoted = valueFrom < end && text.charAt(valueFrom) == '"';
      if (valueQuoted) {
        valueFrom++;
      }
      if ((valueQuoted || wholeQuoted) && end > valueFrom && text.charAt(end - 1) == '"') {
        end--;
      }
      return new Parameter(
          text.substring(Math.min(nameFrom, equals), equals),
          text.substring(valueFrom, Math.max(valueFrom, end)),
          true,
          startLine,
          column);
    }

    /** The kernel's isspace: 0xa0 is one too. */
    private static boolean blank(char c) {
      return c >= 9 && c <= 13 || c == ' ' || c == 0xa0;
    }
  }
}
