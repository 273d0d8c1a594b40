package dev.plimsoll.kernel.kconfig;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;

/** Foreign trees and tables give a table or a {@link FormatException}, and nothing else. */
class KconfigFuzzTest {
  private static final KconfigLimits SMALL =
      new KconfigLimits(1 << 16, 1 << 18, 20, 5, 20, 500, 50, 20, 1 << 12, 10_000);

  @FuzzTest
  void tree(byte[] text) throws IOException {
    try {
      Map<String, String> files =
          Trees.files("source \"more\"\n" + new String(text, StandardCharsets.UTF_8));
      files.put("more", "config MODULES\n\tbool \"m\"\n\tmodules\nconfig A\n\ttristate \"a\"\n");
      SymbolTable table = Trees.table(files, SMALL, EnumSet.of(KconfigArch.X86));
      Bytes written = TableWriter.write(table);
      SymbolTable read = TableReader.read("fuzz", written);
      if (!TableWriter.write(read).equals(written)) {
        throw new AssertionError("a table that is written otherwise after reading");
      }
      Resolution r = new Resolution(UserValues.none(read.arch(KconfigArch.X86).orElseThrow()));
      for (int s = 0; s < read.names().size(); s++) {
        r.text(s);
      }
    } catch (FormatException expected) {
      // fine
    }
  }

  @FuzzTest
  void table(byte[] bytes) {
    try {
      byte[] file =
          new byte[TableFormat.MAGIC_BYTES.length + TableFormat.CHECK_LENGTH + bytes.length];
      int from = TableFormat.MAGIC_BYTES.length + TableFormat.CHECK_LENGTH;
      System.arraycopy(TableFormat.MAGIC_BYTES, 0, file, 0, TableFormat.MAGIC_BYTES.length);
      System.arraycopy(bytes, 0, file, from, bytes.length);
      byte[] sum = TableWriter.checkSum(file, from);
      System.arraycopy(sum, 0, file, TableFormat.MAGIC_BYTES.length, sum.length);
      TableReader.read("fuzz", Bytes.copyOf(file));
    } catch (FormatException expected) {
      // fine
    }
  }

  @FuzzTest
  void tar(byte[] bytes) throws IOException {
    try {
      TarReader tar = new TarReader("fuzz", new java.io.ByteArrayInputStream(bytes), 1 << 20);
      for (int i = 0; i < 100 && tar.next().isPresent(); i++) {
        tar.content();
      }
    } catch (FormatException | java.io.EOFException expected) {
      // fine
    }
  }
}
