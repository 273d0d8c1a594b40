package dev.plimsoll.kernel.host;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.sysctl.SysctlDump;

/** A snapshot is one, or a {@link FormatException}; its facts never throw. */
class HostFuzzTest {
  @FuzzTest
  void snapshot(byte[] text) {
    try {
      HostSnapshot host = HostSnapshot.parse("fuzz", Bytes.copyOf(text));
      HostFacts.NAMES.forEach(host::fact);
      HostFacts.PREFIXES.forEach(p -> host.fact(p + "x"));
      HostFacts.expand(host, "vulnerability.*").forEach(host::fact);
      if (host.sysctl().isPresent()) {
        SysctlDump.parse("fuzz", host.sysctl().get());
      }
    } catch (FormatException expected) {
      // fine
    }
  }
}
