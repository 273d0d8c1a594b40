package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.Expressions.Op;
import dev.plimsoll.kernel.kconfig.Line.Kind;
import dev.plimsoll.kernel.kconfig.Line.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the Kconfig files of a tree for one architecture (scripts/kconfig/parser.y of Linux 7.2,
 * and what older releases had besides). Used once.
 */
final class KconfigParser {
  private static final Macros.Place TOP = new Macros.Place("Kconfig", 1, 1);

  private final KconfigFiles files;
  private final KconfigArch arch;
  private final KconfigLimits limits;
  private final TableBuilder table;
  private final Macros macros;
  private final ExpressionParser expressions;
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> sourcing = new ArrayList<>();
  private Optional<Entry> entry = Optional.empty();

  /** Whether {@code depends} and {@code visible} belong to the innermost block, or a comment. */
  private Trailing trailing = Trailing.NOTHING;

  private int fileCount;
  private long treeChars;

  private enum Trailing {
    NOTHING,
    MENU,
    COMMENT
  }

  KconfigParser(KconfigFiles files, KconfigArch arch, KconfigLimits limits, TableBuilder table) {
    this.files = files;
    this.arch = arch;
    this.limits = limits;
    this.table = table;
    this.macros = new Macros(limits, arch.environment());
    this.expressions = new ExpressionParser(table, limits);
  }

  /**
   * @throws FormatException {@code file:line:column: …}
   * @throws IOException when a file cannot be read
   */
  void parse() throws FormatException, IOException {
    table.begin(arch);
    blocks.add(
        new Block(
            Block.Kind.TREE,
            new Line("Kconfig", List.of(new Token(Kind.END, "", "", 1, 1))),
            Expressions.ALWAYS,
            Expressions.ALWAYS,
            Definition.NONE));
    file("Kconfig", TOP);
  }

  private Block inner() {
    return blocks.getLast();
  }

  private void file(String path, Macros.Place from) throws FormatException, IOException {
    if (sourcing.contains(path)) {
      throw from.error(
          "source "
              + FormatException.quote(path)
              + " goes round in a circle: "
              + String.join(" sources ", sourcing)
              + " sources it again");
    }
    if (sourcing.size() >= limits.sourceDepth()) {
      throw from.error(
          "files source one another deeper than "
              + limits.sourceDepth()
              + " (limit of the Kconfig reader)");
    }
    if (++fileCount > limits.files()) {
      throw from.error("more than " + limits.files() + " files (limit of the Kconfig reader)");
    }
    Optional<String> text = files.read(path);
    if (text.isEmpty()) {
      throw from.error("no file " + FormatException.quote(path) + " in " + files.name());
    }
    treeChars += text.get().length();
    if (treeChars > limits.treeBytes()) {
      throw from.error(
          "more than " + limits.treeBytes() + " bytes in all (limit of the Kconfig reader)");
    }
    int nul = text.get().indexOf('\0');
    if (nul >= 0) {
      long line = text.get().substring(0, nul).chars().filter(c -> c == '\n').count() + 1;
      throw new FormatException(path + ":" + line + ":1", "a NUL byte, wanted text");
    }
    sourcing.add(path);
    int open = blocks.size();
    LineReader reader = new LineReader(path, text.get(), macros);
    for (Optional<Line> line = reader.next(); line.isPresent(); line = reader.next()) {
      statement(line.get(), reader, open);
    }
    finishEntry();
    if (blocks.size() > open) {
      Block b = inner();
      throw b.start.error(b.kind.wire() + " without its end" + b.kind.wire() + " in this file");
    }
    sourcing.removeLast();
  }

  // --- statements

  private void statement(Line line, LineReader reader, int open)
      throws FormatException, IOException {
    Token t = line.peek();
    if (t.kind() != Kind.WORD || !t.probe().isEmpty()) {
      throw line.unexpected("a statement");
    }
    line.take();
    if (!Keywords.ALL.contains(t.text())) {
      assignment(t, line);
      return;
    }
    switch (t.text()) {
      case "config", "menuconfig" -> config(line);
      case "choice" -> choice(line);
      case "menu" -> menu(line);
      case "if" -> condition(line);
      case "endmenu" -> close(Block.Kind.MENU, line, open);
      case "endif" -> close(Block.Kind.IF, line, open);
      case "endchoice" -> close(Block.Kind.CHOICE, line, open);
      case "comment" -> {
        finishEntry();
        text(line);
        line.end();
        trailing = Trailing.COMMENT;
      }
      case "mainmenu" -> {
        finishEntry();
        text(line);
        line.end();
      }
      case "source" -> source(line);
      case "help", "---help---" -> {
        line.end();
        property(line);
        reader.skipHelp();
      }
      case "depends" -> depends(line);
      case "visible" -> visible(line);
      default -> attribute(t, line);
    }
  }

  private void assignment(Token name, Line line) throws FormatException {
    Token sign = line.peek();
    if (!sign.is("=") && !sign.is(":=") && !sign.is("+=")) {
      throw line.error(name, "unknown statement " + FormatException.quote(name.text()));
    }
    finishEntry();
    line.take();
    Token value = line.take();
    macros.assign(
        name.text(),
        sign.text(),
        value.text(),
        new Macros.Place(line.file(), value.line(), value.column()));
  }

  private void config(Line line) throws FormatException {
    finishEntry();
    Token name = symbolName(line);
    line.end();
    if (table.count() >= limits.definitions()) {
      throw line.error(
          "more than " + limits.definitions() + " definitions (limit of the Kconfig reader)");
    }
    entry = Optional.of(new Entry(false, line, name, table.symbol(name.text())));
  }

  private void choice(Line line) throws FormatException {
    finishEntry();
    if (inner().choice != Definition.NONE) {
      throw line.error("a choice inside of a choice");
    }
    if (line.peek().kind() == Kind.WORD) {
      line.take(); // choices had names until Linux 6.9
    }
    line.end();
    Entry e = new Entry(true, line, line.peek(), 0);
    e.type = OptionType.BOOL;
    entry = Optional.of(e);
  }

  private void menu(Line line) throws FormatException {
    finishEntry();
    text(line);
    line.end();
    push(Block.Kind.MENU, line, inner().depends, inner().visible, inner().choice);
    trailing = Trailing.MENU;
  }

  private void condition(Line line) throws FormatException {
    finishEntry();
    Token at = line.peek();
    int condition = expressions.condition(line);
    line.end();
    int depends = table.expressions().and(inner().depends, condition);
    push(
        Block.Kind.IF,
        line,
        expressions.checked(depends, line, at),
        inner().visible,
        inner().choice);
  }

  private void push(Block.Kind kind, Line line, int depends, int visible, int choice)
      throws FormatException {
    if (blocks.size() > limits.blockDepth()) {
      throw line.error(
          "blocks nest deeper than " + limits.blockDepth() + " (limit of the Kconfig reader)");
    }
    blocks.add(new Block(kind, line, depends, visible, choice));
  }

  private void close(Block.Kind kind, Line line, int open) throws FormatException {
    finishEntry();
    line.end();
    Block b = inner();
    if (blocks.size() <= open) {
      throw line.error("end" + kind.wire() + " without a " + kind.wire() + " in this file");
    }
    if (b.kind != kind) {
      throw line.error(
          "end"
              + kind.wire()
              + ", wanted end"
              + b.kind.wire()
              + " for the "
              + b.kind.wire()
              + " at line "
              + b.start.number());
    }
    blocks.removeLast();
  }

  private void source(Line line) throws FormatException, IOException {
    finishEntry();
    Token path = text(line);
    line.end();
    if (!path.probe().isEmpty()) {
      throw line.error(
          path,
          "source "
              + FormatException.quote(path.probe())
              + " depends on the build machine, wanted a path");
    }
    file(
        path.text().startsWith("./") ? path.text().substring(2) : path.text(),
        new Macros.Place(line.file(), path.line(), path.column()));
  }

  // --- properties

  private Entry property(Line line) throws FormatException {
    return entry.orElseThrow(
        () -> line.error("a property that belongs to no config or choice entry"));
  }

  private Entry config(Line line, Token keyword) throws FormatException {
    Entry e = property(line);
    if (e.choice) {
      throw line.error(keyword.text() + " is not for a choice");
    }
    return e;
  }

  private void depends(Line line) throws FormatException {
    if (!line.takeWord("on")) {
      throw line.unexpected("\"on\"");
    }
    Token at = line.peek();
    int condition = expressions.condition(line);
    if (line.takeWord("if")) {
      // kconfig-language.rst, "depends on <expr> if <expr>": no dependency where it does not hold
      int applies = expressions.condition(line);
      condition = table.expressions().or(condition, table.expressions().not(applies));
    }
    line.end();
    if (entry.isPresent()) {
      Entry e = entry.get();
      e.depends = expressions.checked(table.expressions().and(e.depends, condition), line, at);
    } else if (trailing == Trailing.MENU) {
      Block b = inner();
      b.depends = expressions.checked(table.expressions().and(b.depends, condition), line, at);
    } else if (trailing != Trailing.COMMENT) {
      throw line.error("depends that belongs to no entry");
    }
  }

  private void visible(Line line) throws FormatException {
    Token at = line.peek();
    int condition = expressions.optionalIf(line);
    line.end();
    if (trailing != Trailing.MENU) {
      throw line.error("visible is for menus");
    }
    Block b = inner();
    b.visible = expressions.checked(table.expressions().and(b.visible, condition), line, at);
  }

  private void attribute(Token keyword, Line line) throws FormatException {
    Entry e = property(line);
    switch (keyword.text()) {
      case "bool", "boolean" -> type(e, OptionType.BOOL, line);
      case "tristate" -> type(e, OptionType.TRISTATE, line);
      case "int" -> type(config(line, keyword), OptionType.INT, line);
      case "hex" -> type(config(line, keyword), OptionType.HEX, line);
      case "string" -> type(config(line, keyword), OptionType.STRING, line);
      case "prompt" -> prompt(e, line);
      case "default" -> defaultValue(e, line);
      case "def_bool" -> {
        config(line, keyword).type = OptionType.BOOL;
        defaultValue(e, line);
      }
      case "def_tristate" -> {
        config(line, keyword).type = OptionType.TRISTATE;
        defaultValue(e, line);
      }
      case "select" -> reverse(config(line, keyword).selects, line);
      case "imply" -> reverse(config(line, keyword).implies, line);
      case "range" -> range(config(line, keyword), line);
      case "modules" -> config(line, keyword).flags |= Definition.FLAG_MODULES;
      case "transitional" -> config(line, keyword).flags |= Definition.FLAG_TRANSITIONAL;
      case "optional" -> {
        if (!e.choice) {
          throw line.error("optional is for choices");
        }
        e.flags |= Choice.FLAG_OPTIONAL;
      }
      case "option" -> option(config(line, keyword), line);
      default -> throw line.error(keyword, "found " + keyword.words() + ", wanted a statement");
    }
    line.end();
  }

  private void type(Entry e, OptionType type, Line line) throws FormatException {
    if (!e.choice && e.type != OptionType.UNKNOWN && e.type != type) {
      throw line.error(e.name.text() + " has two types, " + e.type.wire() + " and " + type.wire());
    }
    e.type = type;
    if (line.peek().kind() != Kind.END) {
      prompt(e, line);
    }
  }

  private void prompt(Entry e, Line line) throws FormatException {
    e.prompt = table.prompt(text(line).text().strip());
    e.promptCondition = expressions.optionalIf(line);
  }

  private void defaultValue(Entry e, Line line) throws FormatException {
    int value = e.choice ? table.symbol(symbolName(line).text()) : expressions.value(line);
    e.defaults.add(value);
    e.defaults.add(expressions.optionalIf(line));
  }

  private void reverse(List<Integer> into, Line line) throws FormatException {
    into.add(table.symbol(symbolName(line).text()));
    into.add(expressions.optionalIf(line));
  }

  private void range(Entry e, Line line) throws FormatException {
    e.ranges.add(expressions.leaf(line));
    e.ranges.add(expressions.leaf(line));
    e.ranges.add(expressions.optionalIf(line));
  }

  /** {@code option modules}, {@code option env="X"}: gone since Linux 5.16. */
  private void option(Entry e, Line line) throws FormatException {
    Token what = line.take();
    switch (what.text()) {
      case "modules" -> e.flags |= Definition.FLAG_MODULES;
      case "defconfig_list", "allnoconfig_y" -> {}
      case "env" -> {
        if (!line.take().is("=")) {
          throw line.unexpected("\"=\"");
        }
        String name = text(line).text();
        Optional<String> value = Optional.ofNullable(arch.environment().get(name));
        e.defaults.add(
            value.isPresent()
                ? table.expressions().add(Op.CONSTANT, table.text(value.get()), 0)
                : table.expressions().add(Op.PROBE, table.text("$(" + name + ")"), 0));
        e.defaults.add(Expressions.ALWAYS);
      }
      default -> throw line.error(what, "found " + what.words() + ", wanted a known option");
    }
  }

  // --- ends of entries

  private void finishEntry() throws FormatException {
    trailing = Trailing.NOTHING;
    if (entry.isEmpty()) {
      return;
    }
    Entry e = entry.get();
    entry = Optional.empty();
    Block b = inner();
    int file = table.text(e.start.file());
    int depends = table.expressions().and(b.depends, e.depends);
    int visible = table.expressions().and(b.visible, e.promptCondition);
    Token at = e.start.peek();
    expressions.checked(depends, e.start, at);
    expressions.checked(visible, e.start, at);
    if (!e.choice) {
      table.define(e.symbol, e.definition(file, depends, visible, b.choice));
      return;
    }
    if (e.prompt == Definition.NONE) {
      throw e.start.error("a choice without a prompt");
    }
    int number = table.choose(e.choice(file, depends, visible));
    push(Block.Kind.CHOICE, e.start, depends, b.visible, number);
  }

  private static Token text(Line line) throws FormatException {
    Token t = line.peek();
    if (t.kind() != Kind.QUOTED) {
      throw line.unexpected("a quoted text");
    }
    return line.take();
  }

  private static Token symbolName(Line line) throws FormatException {
    Token t = line.peek();
    if (t.kind() != Kind.WORD || !t.probe().isEmpty() || Keywords.ALL.contains(t.text())) {
      throw line.unexpected("a symbol's name");
    }
    return line.take();
  }
}
