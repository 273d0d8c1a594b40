package dev.plimsoll.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a snapshot says, by the names that rules use. */
class HostSnapshotTest {
  static final String SNAPSHOT =
      """
      {"schemaVersion": "1", "kind": "HostSnapshot", "collectedAt": "2026-01-02T03:04:05Z",
       "kernel": {"release": "6.6.13", "version": "#1 SMP", "machine": "x86_64"},
       "files": {
         "/proc/cmdline": ["console=ttyS0 quiet"],
         "/proc/modules": ["ext4 1 2 - Live 0x0", "nvidia 3 0 - Live 0x0 (POE)"],
         "/proc/keys": ["1 I------ 1 perm 1f0b0000 0 0 keyring   .builtin_trusted_keys: 2",
                        "2 I------ 1 perm 1f0b0000 0 0 keyring   .blacklist: empty"],
         "/proc/sys/kernel/tainted": ["4097"],
         "/sys/kernel/security/lsm": ["lockdown,capability,yama"],
         "/sys/kernel/security/lockdown": ["none [integrity] confidentiality"],
         "/sys/kernel/kexec_loaded": ["0"],
         "/sys/devices/system/cpu/vulnerabilities/meltdown": ["Mitigation: PTI"],
         "/sys/devices/system/cpu/vulnerabilities/mds": ["Vulnerable: no microcode; SMT vulnerable"],
         "efi:SecureBoot": ["1"]},
       "unreadable": ["/sys/kernel/kexec_crash_loaded"],
       "sysctl": ["kernel/kptr_restrict\\t2", "net/ipv4/conf/eth0.5/forwarding\\t0",
                  "kernel/multi\\tone", "kernel/multi\\ttwo", "vm/drop_caches"],
       "configFrom": "/proc/config.gz",
       "config": ["# Linux/x86 6.6.13 Kernel Configuration", "CONFIG_X86_64=y", "CONFIG_BUG=y"]}
      """;

  private static HostSnapshot parse(String text) throws FormatException {
    return HostSnapshot.parse("host.json", Bytes.ofUtf8(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lsm|lockdown,capability,yama",
        "lockdown|integrity",
        "taint|P,O",
        "module.nvidia|loaded",
        "module.ext4|loaded",
        "secureboot|enabled",
        "kexec_loaded|0",
        "vulnerability.meltdown|Mitigation: PTI",
        "keyring.builtin_trusted_keys|2",
        "keyring.blacklist|0",
      })
  void fact_isReadFromItsFile(String name, String value) throws Exception {
    assertThat(parse(SNAPSHOT).fact(name))
        .isInstanceOfSatisfying(HostFact.Value.class, v -> assertThat(v.value()).isEqualTo(value));
  }

  @Test
  void fact_thatIsMissing_isAbsent_andOneThatWasDenied_isUnreadable() throws Exception {
    HostSnapshot host = parse(SNAPSHOT);
    assertThat(host.fact("module.usb_storage")).isInstanceOf(HostFact.Absent.class);
    assertThat(host.fact("smt")).isInstanceOf(HostFact.Absent.class);
    assertThat(host.fact("kexec_crash_loaded")).isInstanceOf(HostFact.Unreadable.class);
    HostSnapshot odd = parse(SNAPSHOT.replace("[integrity]", "integrity"));
    assertThat(odd.fact("lockdown")).isInstanceOf(HostFact.Unreadable.class);
    HostSnapshot clean = parse(SNAPSHOT.replace("4097", "0"));
    assertThat(clean.fact("taint"))
        .isInstanceOfSatisfying(HostFact.Value.class, v -> assertThat(v.value()).isEqualTo("none"));
  }

  @Test
  void surfaces_areAsOtherReadersWantThem() throws Exception {
    HostSnapshot host = parse(SNAPSHOT);
    assertThat(host.commandLine().orElseThrow().utf8()).isEqualTo("console=ttyS0 quiet");
    assertThat(host.config().orElseThrow().utf8()).endsWith("CONFIG_X86_64=y\nCONFIG_BUG=y\n");
    assertThat(host.sysctl().orElseThrow().utf8().lines())
        .containsExactly(
            "kernel/kptr_restrict = 2",
            "net/ipv4/conf/eth0.5/forwarding = 0",
            "kernel/multi = one",
            "",
            "sysctl: permission denied on key 'vm.drop_caches'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"schemaVersion\": \"1\"|\"schemaVersion\": \"2\"",
        "\"HostSnapshot\"|\"Other\"",
        "\"unreadable\"|\"unknown_member\"",
        "[\"4097\"]|4097",
        "[\"0\"]|[0]",
        "\"release\"|\"releese\"",
      })
  void parse_refusesWhatIsNoSnapshotOfThisSchema(String good, String bad) {
    assertThatThrownBy(() -> parse(SNAPSHOT.replace(good, bad)))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("host.json:1:1: not a host snapshot: ");
  }
}
