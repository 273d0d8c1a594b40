package dev.plimsoll.kernel.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.sysctl.SysctlDump.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlDumpTest {
  private static SysctlDump parse(String text) throws FormatException {
    return SysctlDump.parse("dump", Bytes.ofUtf8(text));
  }

  @Test
  void parse_readsValuesDenialsAndComments() throws Exception {
    SysctlDump dump =
        parse(
            """
            # a comment
            abi.vsyscall32 = 1
            sysctl: permission denied on key 'fs.protected_fifos'
            kernel.core_pattern = |/bin/false %e = %p
            sysctl: reading key "net.ipv6.conf.all.stable_secret"
            kernel.empty =
            -kernel.tolerant=1

            abi.vsyscall32 = 0
            """);

    assertThat(dump.find("abi.vsyscall32")).contains(new Entry.Value("0", 9));
    assertThat(dump.find("fs.protected_fifos")).contains(new Entry.Denied(3));
    assertThat(dump.find("kernel.core_pattern"))
        .contains(new Entry.Value("|/bin/false %e = %p", 4));
    assertThat(dump.find("net.ipv6.conf.all.stable_secret")).contains(new Entry.Denied(5));
    assertThat(dump.find("kernel.empty")).contains(new Entry.Value("", 6));
    assertThat(dump.find("kernel.tolerant")).contains(new Entry.Value("1", 7));
    assertThat(dump.find("kernel.absent")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel.x 1", "= 1", "two words = 1"})
  void parse_refusesABadLine_located(String bad) {
    assertThatThrownBy(() -> parse("kernel.a = 1\n" + bad + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("dump:2:1: found ");
  }

  @Test
  void parse_refusesAnEmptyDump() {
    assertThatThrownBy(() -> parse("# nothing\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("dump:1:1: no sysctl");
  }
}
