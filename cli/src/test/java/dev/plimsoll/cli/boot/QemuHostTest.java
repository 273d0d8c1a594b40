package dev.plimsoll.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.boot.BootOutcome.Allowed;
import dev.plimsoll.cli.boot.BootOutcome.Died;
import dev.plimsoll.cli.boot.BootOutcome.Refused;
import dev.plimsoll.formats.Digest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QemuHostTest {
  @Test
  void allowed_keepsWhatTheSystemPrinted() {
    String console = "boot…\nBOOT-ALLOWED sha256:ab epoch 1 assurance self-reported\nLinux x 6.1\n";
    assertThat(QemuHost.judge(console, 0)).isEqualTo(new Allowed("Linux x 6.1", console));
  }

  @Test
  void refused_givesTheCodeAlone() {
    String console = "plimsoll: why\nBOOT-REFUSED root-corrupt: verity says so\n";
    assertThat(QemuHost.judge(console, 0)).isEqualTo(new Refused("root-corrupt", console));
  }

  @Test
  void firstAnswerCounts_whateverTheBootedSystemPrints() {
    String console = "BOOT-ALLOWED sha256:ab\nBOOT-REFUSED signature\n";
    assertThat(QemuHost.judge(console, 0)).isInstanceOf(Allowed.class);
    String reversed = "BOOT-REFUSED signature\nBOOT-ALLOWED sha256:ab\n";
    assertThat(QemuHost.judge(reversed, 0)).isEqualTo(new Refused("signature", reversed));
  }

  @Test
  void noAnswer_isNeverAllowed() {
    assertThat(QemuHost.judge("Kernel panic - not syncing", 1))
        .isEqualTo(new Died(1, "Kernel panic - not syncing"));
  }

  @Test
  void commandLine_namesImageRootHashAndService() {
    Digest image = Digest.of(new byte[] {1});
    BootSpec spec =
        new ImageFiles(
                image,
                Path.of("k"),
                List.of(Path.of("i")),
                Path.of("r"),
                "ab".repeat(32),
                4096,
                "console=ttyS0 quiet")
            .asking(8480, "host-1", Duration.ofSeconds(9));
    assertThat(spec.commandLine())
        .isEqualTo(
            "console=ttyS0 quiet plimsoll.image="
                + image
                + " plimsoll.roothash="
                + "ab".repeat(32)
                + " plimsoll.root=/dev/vda plimsoll.hashoffset=4096"
                + " plimsoll.url=http://10.0.2.2:8480 plimsoll.host=host-1 plimsoll.mode=fresh no_timer_check"
                + " ip=10.0.2.15::10.0.2.2:255.255.255.0::eth0:off");
  }

  @Test
  void commandLine_thatTheKernelWouldCut_isRefused() {
    assertThatThrownBy(
            () ->
                new BootSpec(
                    Path.of("k"), List.of(), Path.of("r"), "x".repeat(2048), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2048 bytes; the limit is 2047");
  }
}
