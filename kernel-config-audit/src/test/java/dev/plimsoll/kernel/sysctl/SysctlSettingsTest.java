package dev.plimsoll.kernel.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.sysctl.SysctlSettings.Setting;
import dev.plimsoll.kernel.sysctl.SysctlSettings.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SysctlSettingsTest {
  private static SysctlSettings of(String... texts) throws FormatException {
    List<Source> sources = new ArrayList<>();
    for (String text : texts) {
      sources.add(new Source("f" + (sources.size() + 1), Bytes.ofUtf8(text)));
    }
    return SysctlSettings.parse(sources);
  }

  private static String at(SysctlSettings settings, String key) {
    return settings
        .find(key)
        .map(s -> ((SysctlDump.Entry.Value) s.entry()).value() + " " + s.where())
        .orElse("none");
  }

  @Test
  void lastFileThatSetsAKey_wins() throws Exception {
    SysctlSettings s = of("kernel.a = 1\nkernel.b = 1\n", "# none\n", "kernel.a = 2\n");
    assertThat(at(s, "kernel.a")).isEqualTo("2 f3:1");
    assertThat(at(s, "kernel.b")).isEqualTo("1 f1:2");
    assertThat(at(s, "kernel.c")).isEqualTo("none");
  }

  @Test
  void keyWrittenOut_goesBeforeAWildcard_whereverItStands() throws Exception {
    SysctlSettings s =
        of(
            "net.ipv4.conf.all.rp_filter = 1\n",
            "net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.lo.rp_filter\n");
    assertThat(at(s, "net.ipv4.conf.all.rp_filter")).isEqualTo("1 f1:1");
    assertThat(at(s, "net.ipv4.conf.eth0.rp_filter")).isEqualTo("2 f2:1");
    assertThat(at(s, "net.ipv4.conf.lo.rp_filter")).isEqualTo("none");
    assertThat(at(s, "net.ipv4.conf.a.b.rp_filter")).isEqualTo("none");
  }

  @Test
  void slashes_areSeparators_whenTheyComeFirst() throws Exception {
    SysctlSettings s = of("net/ipv4/conf/eth0.5/forwarding = 0\nnet.ipv4.conf.eth1/5.forwarding=1");
    assertThat(at(s, "net.ipv4.conf.eth0/5.forwarding")).isEqualTo("0 f1:1");
    assertThat(at(s, "net.ipv4.conf.eth1/5.forwarding")).isEqualTo("1 f1:2");
  }

  @Test
  void findAll_givesEveryKeyThatFits() throws Exception {
    SysctlSettings s = of("net.ipv4.conf.a.rp_filter=1\nnet.ipv4.conf.b.rp_filter=2\nkernel.x=1");
    assertThat(s.findAll("net.ipv4.conf.*.rp_filter"))
        .extracting(Setting::key)
        .containsExactly("net.ipv4.conf.a.rp_filter", "net.ipv4.conf.b.rp_filter");
  }

  @Test
  void badLine_isRefused_withItsFile() {
    assertThatThrownBy(() -> of("kernel.a = 1\n", "kernel.b\0 = 1\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("f2:1:1: found ");
    assertThatThrownBy(() -> of("# a\n", "# b\n"))
        .isInstanceOf(FormatException.class)
        .hasMessage("f1: no sysctl in any of 2 files");
  }
}
