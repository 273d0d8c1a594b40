package dev.plimsoll.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.kernel.input.SubjectReader;
import dev.plimsoll.kernel.sysctl.SysctlDump;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The collector on the machine that runs the tests. */
class CollectorTest {
  private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

  @BeforeAll
  static void needsLinux() {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/version")), "no /proc: not Linux");
  }

  private static Bytes run(List<String> shell) throws Exception {
    Process process =
        new ProcessBuilder(shell).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(Collector.script().toArray());
    }
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return Bytes.copyOf(out);
  }

  private static void describesThisMachine(Bytes snapshot) throws Exception {
    HostSnapshot host = HostSnapshot.parse("here", snapshot);
    assertThat(host.release())
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    assertThat(host.fact("taint")).isInstanceOf(HostFact.Value.class);
    SysctlDump sysctl = SysctlDump.parse("sysctl", host.sysctl().orElseThrow());
    assertThat(sysctl.find("kernel.osrelease"))
        .hasValueSatisfying(
            e -> assertThat(((SysctlDump.Entry.Value) e).value()).isEqualTo(host.release()));
    assertThat(sysctl.size()).isGreaterThan(100);
    var read =
        SubjectReader.readParts("here", SubjectParts.none().withHost(new Surface("h", snapshot)));
    assertThat(read.subject().commandLine()).isPresent();
    assertThat(read.doubts()).isEmpty();
  }

  @Test
  void sh_printsASnapshotOfThisMachine() throws Exception {
    describesThisMachine(Collector.run());
  }

  /** BusyBox's own shell, with its own tools before those of the machine. */
  @Test
  void busybox_printsASnapshotOfThisMachine() throws Exception {
    if (!Files.isExecutable(BUSYBOX)) {
      if ("1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))) {
        fail("busybox is not installed, and PLIMSOLL_REQUIRE_TOOLS=1 forbids to skip");
      }
      System.err.println("SKIPPED: the program busybox is not installed");
    }
    Assumptions.assumeTrue(Files.isExecutable(BUSYBOX), "no busybox");
    describesThisMachine(run(List.of(BUSYBOX.toString(), "sh", "-s")));
  }
}
