package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes {@link TableFormat}. The same tree gives the same plain sections; the packed bytes are
 * those of the zlib at hand. Used once.
 */
final class TableWriter {
  private final SymbolTable table;
  private final List<Integer> symbols = new ArrayList<>();
  private final int[] newSymbol;
  private final Renumbering texts = new Renumbering();
  private final Renumbering prompts = new Renumbering();
  private final Renumbering choices = new Renumbering();
  private final List<Integer> expressions = new ArrayList<>();
  private final int[] newExpression;
  private final Column ops = new Column();
  private final Column operands = new Column();
  private int lastSymbol;

  private TableWriter(SymbolTable table) {
    this.table = table;
    this.newSymbol = new int[table.names().size()];
    this.newExpression = new int[table.expressions().size()];
    java.util.Arrays.fill(newExpression, -1);
  }

  static Bytes write(SymbolTable table) {
    return new TableWriter(table).bytes();
  }

  /** New numbers in the order of first use. */
  private static final class Renumbering {
    private final java.util.Map<Integer, Integer> numbers = new java.util.HashMap<>();
    private final List<Integer> order = new ArrayList<>();

    int of(int old) {
      return numbers.computeIfAbsent(
          old,
          k -> {
            order.add(k);
            return order.size() - 1;
          });
    }
  }

  private Bytes bytes() {
    orderSymbols();
    expression(Expressions.ALWAYS);
    byte[] definitions = definitions();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    section(out, head());
    section(out, strings(symbols, table.names().texts()));
    section(out, strings(texts.order, table.texts()));
    section(out, joined(ops.written(), operands.written()));
    section(out, definitions);
    section(out, strings(prompts.order, table.prompts()));
    byte[] body = out.toByteArray();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(TableFormat.MAGIC_BYTES);
    file.writeBytes(checkSum(body, 0));
    file.writeBytes(body);
    return Bytes.copyOf(file.toByteArray());
  }

  private byte[] head() {
    Column c = new Column();
    byte[] version = table.version().getBytes(StandardCharsets.UTF_8);
    c.put(version.length);
    for (byte b : version) {
      c.put(b & 0xff);
    }
    int archs = 0;
    for (KconfigArch a : table.archs()) {
      archs |= a.bit();
    }
    c.put(archs);
    c.put(symbols.size());
    c.put(expressions.size());
    c.put(choices.order.size());
    c.put(prompts.order.size());
    return c.written();
  }

  private void orderSymbols() {
    for (int s = 0; s < newSymbol.length; s++) {
      symbols.add(s);
    }
    symbols.sort(
        Comparator.comparingInt((Integer s) -> table.definitions(s).length == 0 ? 1 : 0)
            .thenComparingInt(s -> table.definitions(s).length == 0 ? 0 : file(s))
            .thenComparingInt(
                s -> table.definitions(s).length == 0 ? s : table.definitions(s)[0].line())
            .thenComparingInt(s -> s));
    for (int i = 0; i < symbols.size(); i++) {
      newSymbol[symbols.get(i)] = i;
    }
    numberFiles();
  }

  /** Files keep their order, so that a table that was read is written alike. */
  private void numberFiles() {
    java.util.SortedSet<Integer> files = new java.util.TreeSet<>();
    for (int s = 0; s < newSymbol.length; s++) {
      for (Definition d : table.definitions(s)) {
        files.add(d.file());
      }
    }
    files.forEach(texts::of);
  }

  private int file(int symbol) {
    return table.definitions(symbol)[0].file();
  }

  /** The new number; writes the expression, and before it those that it is made of. */
  private int expression(int old) {
    if (newExpression[old] >= 0) {
      return newExpression[old];
    }
    Expressions x = table.expressions();
    Op op = x.op(old);
    int left = 0;
    int right = 0;
    if (!op.leaf()) {
      left = expression(x.left(old));
      right = op == Op.NOT ? 0 : expression(x.right(old));
    }
    int number = expressions.size();
    expressions.add(old);
    newExpression[old] = number;
    ops.put(op.ordinal());
    switch (op) {
      case SYMBOL -> {
        int symbol = newSymbol[x.left(old)];
        operands.putSigned(symbol - lastSymbol);
        lastSymbol = symbol;
      }
      case CONSTANT, PROBE -> operands.put(texts.of(x.left(old)));
      case NOT -> operands.put(number - left);
      default -> {
        operands.put(number - left);
        operands.put(number - right);
      }
    }
    return number;
  }

  private byte[] definitions() {
    DefinitionColumns c = new DefinitionColumns();
    for (int s : symbols) {
      Definition[] all = table.definitions(s);
      c.counts.put(all.length);
      for (Definition d : all) {
        write(d, c);
      }
    }
    // choices come after the definitions that number them
    for (int i = 0; i < choices.order.size(); i++) {
      write(table.choices()[choices.order.get(i)], c);
    }
    return c.joined();
  }

  private void write(Definition d, DefinitionColumns c) {
    c.archs.put(d.archs());
    boolean inChoice = d.choice() != Definition.NONE;
    c.kinds.put(
        d.type().ordinal()
            | (d.data()[1] << 3)
            | (d.hasPrompt() ? 1 << 5 : 0)
            | (inChoice ? 1 << 6 : 0));
    c.place(texts.of(d.file()), d.line());
    c.dependsOn(expression(d.depends()));
    if (d.hasPrompt()) {
      c.prompt(prompts.of(d.prompt()));
      c.conditions.put(expression(d.promptCondition()));
    }
    if (inChoice) {
      c.choice(choices.of(d.choice()));
    }
    c.sizes.put(d.defaultCount());
    for (int i = 0; i < d.defaultCount(); i++) {
      c.conditions.put(expression(d.defaultAt(i).value()));
      c.conditions.put(expression(d.defaultAt(i).condition()));
    }
    c.sizes.put(d.selectCount());
    for (int i = 0; i < d.selectCount(); i++) {
      c.targets.put(newSymbol[d.selectAt(i).value()]);
      c.conditions.put(expression(d.selectAt(i).condition()));
    }
    c.sizes.put(d.implyCount());
    for (int i = 0; i < d.implyCount(); i++) {
      c.targets.put(newSymbol[d.implyAt(i).value()]);
      c.conditions.put(expression(d.implyAt(i).condition()));
    }
    c.sizes.put(d.rangeCount());
    for (int i = 0; i < d.rangeCount(); i++) {
      c.conditions.put(expression(d.rangeAt(i).low()));
      c.conditions.put(expression(d.rangeAt(i).high()));
      c.conditions.put(expression(d.rangeAt(i).condition()));
    }
  }

  private void write(Choice d, DefinitionColumns c) {
    c.archs.put(d.archs());
    c.kinds.put(d.type().ordinal() | d.data()[1] << 3);
    c.place(texts.of(d.file()), d.line());
    c.dependsOn(expression(d.depends()));
    c.prompt(prompts.of(d.prompt()));
    c.conditions.put(expression(d.promptCondition()));
    c.sizes.put(d.defaultCount());
    for (int i = 0; i < d.defaultCount(); i++) {
      c.targets.put(newSymbol[d.defaultAt(i).value()]);
      c.conditions.put(expression(d.defaultAt(i).condition()));
    }
  }

  private static byte[] strings(List<Integer> order, TextTable from) {
    Column lengths = new Column();
    lengths.put(order.size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int t : order) {
      lengths.put(from.end(t) - from.start(t));
      bytes.write(from.bytes(), from.start(t), from.end(t) - from.start(t));
    }
    return joined(lengths.written(), bytes.toByteArray());
  }

  /** Parts after the list of their lengths, four bytes each. */
  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] p : parts) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(p.length).array());
    }
    for (byte[] p : parts) {
      out.writeBytes(p);
    }
    return out.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    out.writeBytes(ByteBuffer.allocate(8).putInt(plain.length).putInt(packed.size()).array());
    out.writeBytes(packed.toByteArray());
  }

  /** CRC-32, big endian: against damage, not against forgers. */
  static byte[] checkSum(byte[] file, int from) {
    CRC32 crc = new CRC32();
    crc.update(file, from, file.length - from);
    return ByteBuffer.allocate(TableFormat.CHECK_LENGTH).putInt((int) crc.getValue()).array();
  }
}
