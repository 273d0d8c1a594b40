package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;

/** Reads {@link DefinitionColumns}. Used once. */
final class DefinitionReader {
  private static final int MAX_ENTRIES = 1 << 16;

  private final Column counts;
  private final Column archs;
  private final Column kinds;
  private final Column files;
  private final Column lines;
  private final Column depends;
  private final Column prompts;
  private final Column sizes;
  private final Column targets;
  private final Column conditions;
  private final Limits limits;
  private int lastFile;
  private int lastLine;
  private int lastDepends;
  private int lastPrompt;
  private int lastChoice;
  private int[] buffer = new int[256];
  private int used;

  /** How many of each there are. */
  record Limits(int symbols, int texts, int expressions, int choices, int prompts) {}

  DefinitionReader(byte[][] columns, Limits limits) {
    this.counts = new Column(columns[0]);
    this.archs = new Column(columns[1]);
    this.kinds = new Column(columns[2]);
    this.files = new Column(columns[3]);
    this.lines = new Column(columns[4]);
    this.depends = new Column(columns[5]);
    this.prompts = new Column(columns[6]);
    this.sizes = new Column(columns[7]);
    this.targets = new Column(columns[8]);
    this.conditions = new Column(columns[9]);
    this.limits = limits;
  }

  Definition[][] definitions() throws FormatException {
    Definition[][] all = new Definition[limits.symbols()][];
    for (int s = 0; s < all.length; s++) {
      all[s] = new Definition[counts.get(MAX_ENTRIES)];
      for (int i = 0; i < all[s].length; i++) {
        all[s][i] = definition();
      }
    }
    return all;
  }

  /** After {@link #definitions}. */
  Choice[] choices() throws FormatException {
    Choice[] all = new Choice[limits.choices()];
    for (int i = 0; i < all.length; i++) {
      all[i] = choice();
    }
    return all;
  }

  private Definition definition() throws FormatException {
    used = 0;
    int arch = archs.get();
    int kind = kinds.get();
    push(Column.checked(kind & 7, OptionType.count()));
    push(kind >> 3 & (Definition.FLAGS - 1));
    place();
    push(expressionOf(lastDepends += depends.getSigned()));
    if ((kind & 1 << 5) != 0) {
      push(promptNumber());
      push(condition());
    } else {
      push(Definition.NONE);
      push(Expressions.ALWAYS);
    }
    if ((kind & 1 << 6) != 0) {
      lastChoice += sizes.getSigned();
      push(Column.checked(lastChoice, limits.choices()));
    } else {
      push(Definition.NONE);
    }
    for (int i = size(); i > 0; i--) {
      push(condition());
      push(condition());
    }
    for (int kindOfTarget = 0; kindOfTarget < 2; kindOfTarget++) {
      for (int i = size(); i > 0; i--) {
        push(targets.get(limits.symbols()));
        push(condition());
      }
    }
    for (int i = size(); i > 0; i--) {
      push(condition());
      push(condition());
      push(condition());
    }
    return new Definition(java.util.Arrays.copyOf(buffer, used), arch);
  }

  private Choice choice() throws FormatException {
    used = 0;
    int arch = archs.get();
    int kind = kinds.get();
    push(Column.checked(kind & 7, OptionType.count()));
    push(kind >> 3 & 1);
    place();
    push(expressionOf(lastDepends += depends.getSigned()));
    push(promptNumber());
    push(condition());
    for (int i = sizes.get(MAX_ENTRIES); i > 0; i--) {
      push(targets.get(limits.symbols()));
      push(condition());
    }
    return new Choice(java.util.Arrays.copyOf(buffer, used), arch);
  }

  private int size() throws FormatException {
    int n = sizes.get(MAX_ENTRIES);
    push(n);
    return n;
  }

  private void place() throws FormatException {
    int file = Column.checked(lastFile + files.getSigned(), limits.texts());
    int line = (file == lastFile ? lastLine : 0) + lines.getSigned();
    lastFile = file;
    lastLine = line;
    push(file);
    push(line);
  }

  private int promptNumber() throws FormatException {
    lastPrompt += prompts.getSigned();
    return Column.checked(lastPrompt, limits.prompts());
  }

  private int condition() throws FormatException {
    return conditions.get(limits.expressions());
  }

  private int expressionOf(int number) throws FormatException {
    return Column.checked(number, limits.expressions());
  }

  private void push(int value) {
    if (used == buffer.length) {
      buffer = java.util.Arrays.copyOf(buffer, used * 2);
    }
    buffer[used++] = value;
  }
}
