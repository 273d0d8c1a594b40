package dev.plimsoll.kernel.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.cmdline.CommandLine;
import dev.plimsoll.kernel.cmdline.Parameter;
import dev.plimsoll.kernel.sysctl.SysctlDump;

/** Readers of foreign text either give a value or a {@link FormatException}, and nothing else. */
class ConfigFuzzTest {
  private static final OptionName PROBE = OptionName.of("A");

  @FuzzTest
  void config(byte[] text) {
    try {
      KernelConfig c = KernelConfig.parse("fuzz", Bytes.copyOf(text));
      int slot = c.find(PROBE);
      if (slot >= 0 && c.value(slot).isEmpty() && c.line(slot) < 1) {
        throw new AssertionError("a value without a line");
      }
    } catch (FormatException expected) {
      // fine
    }
  }

  @FuzzTest
  void commandLine(byte[] text) {
    try {
      CommandLine line = CommandLine.parse("fuzz", Bytes.copyOf(text));
      for (Parameter p : line.parameters()) {
        if (line.find(p.name()).isEmpty()) {
          throw new AssertionError("a parameter that is not found again");
        }
      }
    } catch (FormatException expected) {
      // fine
    }
  }

  @FuzzTest
  void sysctl(byte[] text) {
    try {
      if (SysctlDump.parse("fuzz", Bytes.copyOf(text)).size() == 0) {
        throw new AssertionError("an empty dump");
      }
    } catch (FormatException expected) {
      // fine
    }
  }
}
