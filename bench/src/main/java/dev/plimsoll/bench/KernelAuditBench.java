package dev.plimsoll.bench;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One kernel configuration through the engine, text in, findings out; one thread, so that the rate
 * is that of a core.
 *
 * <p>{@code -p config=FILE} names the configuration, {@code -p pack=NAME} the pack.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class KernelAuditBench {
  @Param("config")
  public String config = "";

  @Param("kernel-hardening")
  public String pack = "";

  private final KernelAudit engine = new KernelAudit();
  private List<Policy> policies = List.of();
  private Bytes text = Bytes.ofUtf8("");

  @Setup
  public void load() throws IOException, FormatException {
    text = Bytes.copyOf(Files.readAllBytes(Path.of(config)));
    policies = List.of(PolicyLibrary.shipped().load(pack));
  }

  @Benchmark
  public AuditReport audit() throws FormatException {
    KernelSubject subject =
        new KernelSubject(
            config,
            Optional.of(new Surface(config, text)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return engine.audit(subject, policies);
  }
}
