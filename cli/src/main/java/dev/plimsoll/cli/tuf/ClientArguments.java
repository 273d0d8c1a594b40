package dev.plimsoll.cli.tuf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The client's command line: options, {@code --name value} or {@code --name=value}, before or after
 * the word. Read by hand: picocli's classes are of a version that no ahead-of-time cache takes, and
 * cost more than a whole update.
 *
 * @param word {@code init}, {@code refresh} or {@code download}
 * @param files what follows the word
 * @param values by option name, in the order given
 */
record ClientArguments(String word, List<String> files, Map<String, List<String>> values) {
  static final String METADATA_DIR = "--metadata-dir";
  static final String METADATA_URL = "--metadata-url";
  static final String TARGET_NAME = "--target-name";
  static final String TARGET_BASE_URL = "--target-base-url";
  static final String TARGET_DIR = "--target-dir";
  static final String MAP_FILE = "--map-file";
  static final String OFFLINE_AT = "--offline-at";
  static final String REFUSE_CLOCK_BACK = "--refuse-clock-back";
  static final String ALLOW_ML_DSA = "--allow-ml-dsa";

  private static final Set<String> TAKE_VALUE =
      Set.of(
          METADATA_DIR,
          METADATA_URL,
          TARGET_NAME,
          TARGET_BASE_URL,
          TARGET_DIR,
          MAP_FILE,
          OFFLINE_AT);
  private static final Set<String> FLAGS = Set.of(REFUSE_CLOCK_BACK, ALLOW_ML_DSA);
  private static final Set<String> WORDS = Set.of("init", "refresh", "download");

  ClientArguments {
    files = List.copyOf(files);
    values = Map.copyOf(values);
  }

  /** A command line that asks for nothing sensible; the message is for its user. */
  static final class MisuseException extends Exception {
    private static final long serialVersionUID = 1L;

    MisuseException(String message) {
      super(message);
    }
  }

  static ClientArguments parse(List<String> args) throws MisuseException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        words.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      List<String> given = values.computeIfAbsent(name, n -> new ArrayList<>());
      if (FLAGS.contains(name) && equals < 0) {
        given.add("");
      } else if (!TAKE_VALUE.contains(name)) {
        throw new MisuseException("unknown option " + arg);
      } else if (equals >= 0) {
        given.add(arg.substring(equals + 1));
      } else if (i + 1 < args.size()) {
        given.add(args.get(++i));
      } else {
        throw new MisuseException(name + " wants a value");
      }
      if (given.size() > 1 && !name.equals(TARGET_NAME)) {
        throw new MisuseException(name + " is given twice");
      }
    }
    if (words.isEmpty() || !WORDS.contains(words.getFirst())) {
      throw new MisuseException(
          "wanted init, refresh or download, found "
              + (words.isEmpty() ? "none of them" : words.getFirst()));
    }
    return new ClientArguments(words.getFirst(), words.subList(1, words.size()), values);
  }

  Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  String require(String name) throws MisuseException {
    return find(name).orElseThrow(() -> new MisuseException(word + " needs " + name));
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  boolean has(String flag) {
    return values.containsKey(flag);
  }

  /** The file behind {@code init}; the other words take none. */
  String requireFile() throws MisuseException {
    if (files.size() != 1) {
      throw new MisuseException("init needs the file of one trusted root");
    }
    return files.getFirst();
  }

  void requireNoFile() throws MisuseException {
    if (!files.isEmpty()) {
      throw new MisuseException(word + " takes no file, found " + files.getFirst());
    }
  }
}
