package dev.plimsoll.image.tool;

import dev.plimsoll.formats.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Runs one external program: argument list instead of a shell, an environment that holds nothing of
 * the caller's but a fixed {@code PATH}, {@code LC_ALL=C} and {@code TZ=UTC}, its own directory, a
 * time limit that kills the whole process tree. Programs that write times into their output are
 * told them by option ({@code mksquashfs} refuses {@code SOURCE_DATE_EPOCH} beside its options).
 * Blocking; thread-safe.
 */
public final class ExternalTool {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C",
          "TZ", "UTC",
          "DEBIAN_FRONTEND", "noninteractive");
  private static final int MAX_CAPTURED = 16 << 10;

  private final Path directory;
  private final Duration limit;
  private final UnaryOperator<List<String>> isolation;

  /**
   * Programs that may use the network.
   *
   * @param directory where programs run
   * @param limit how long each may take
   */
  public ExternalTool(Path directory, Duration limit) {
    this(directory, limit, UnaryOperator.identity());
  }

  private ExternalTool(Path directory, Duration limit, UnaryOperator<List<String>> isolation) {
    this.directory = directory;
    this.limit = limit;
    this.isolation = isolation;
  }

  /** As {@link #ExternalTool}, without a network where the machine can do that. */
  public static ExternalTool withoutNetwork(Path directory, Duration limit) {
    return new ExternalTool(directory, limit, NoNetwork::around);
  }

  /** Feeds a program's standard input. */
  public interface Feeder {
    void feed(OutputStream stdin) throws IOException;
  }

  /** Runs {@code command} with empty input; returns its standard output, at most 16 KiB. */
  public String run(List<String> command) throws ToolException, InterruptedIOException {
    try {
      return run(command, stdin -> {});
    } catch (ToolException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new ToolException(command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs {@code command}, whose standard input is what {@code feeder} writes.
   *
   * @throws ToolException when the program is missing, fails or takes too long
   * @throws IOException what the feeder threw
   */
  public String run(List<String> command, Feeder feeder) throws IOException {
    Process process = start(command);
    AtomicBoolean late = new AtomicBoolean();
    Thread watchdog = Thread.ofVirtual().start(() -> killAfterLimit(process, late));
    try {
      FutureTask<String> out = collect(process.getInputStream());
      FutureTask<String> err = collect(process.getErrorStream());
      Optional<IOException> feedFailure = feed(process, feeder);
      int code = process.waitFor();
      if (feedFailure.isPresent() && !(feedFailure.get() instanceof BrokenInput)) {
        throw feedFailure.get();
      }
      if (code != 0 || feedFailure.isPresent()) {
        throw failure(command, code, err.get(), late.get());
      }
      return out.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(command.getFirst() + " was interrupted");
    } catch (ExecutionException e) {
      throw new ToolException(command.getFirst() + ": its output could not be read", e);
    } finally {
      watchdog.interrupt();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(List<String> command) throws ToolException {
    ProcessBuilder builder =
        new ProcessBuilder(isolation.apply(command)).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    builder.environment().put("TMPDIR", directory.toString());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ToolException(
          "the program " + command.getFirst() + " cannot be started; is its package installed?", e);
    }
  }

  private void killAfterLimit(Process process, AtomicBoolean late) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        late.set(true);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run has ended, nothing is left to watch
    }
  }

  /** The program closed its input early: its own exit status says why. */
  private static final class BrokenInput extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static Optional<IOException> feed(Process process, Feeder feeder) {
    OutputStream stdin = new PipeOutput(process.getOutputStream());
    try {
      feeder.feed(stdin);
      stdin.close();
      return Optional.empty();
    } catch (BrokenInput e) {
      return Optional.of(e);
    } catch (IOException e) {
      // killed before it sees the end of its input: half an input must not become a whole output
      process.destroyForcibly();
      return Optional.of(e);
    }
  }

  private static FutureTask<String> collect(InputStream in) {
    FutureTask<String> task = new FutureTask<>(() -> drain(in));
    Thread.ofVirtual().start(task);
    return task;
  }

  private static String drain(InputStream in) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        kept.write(buffer, 0, Math.min(n, MAX_CAPTURED - kept.size()));
      }
    } catch (IOException e) {
      // a killed program's pipes are closed under us; its status tells what happened
    }
    return kept.toString(StandardCharsets.UTF_8);
  }

  private ToolException failure(List<String> command, int code, String stderr, boolean late) {
    String why =
        late
            ? "took longer than " + limit.toSeconds() + " s and was stopped"
            : "ended with status " + code + ": " + lastLines(stderr);
    return new ToolException(command.getFirst() + " " + why, stderr);
  }

  private static String lastLines(String stderr) {
    List<String> lines = stderr.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String last = String.join("; ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
    return last.isEmpty()
        ? "it said nothing"
        : FormatException.quote(last).substring(1).replaceAll("\"$", "");
  }

  /** Tells the program's broken pipe apart from the feeder's own failures. */
  private static final class PipeOutput extends OutputStream {
    private final OutputStream pipe;

    PipeOutput(OutputStream pipe) {
      this.pipe = pipe;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        pipe.write(bytes, offset, length);
      } catch (IOException e) {
        throw broken(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        pipe.flush();
      } catch (IOException e) {
        throw broken(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        pipe.close();
      } catch (IOException e) {
        throw broken(e);
      }
    }

    private static BrokenInput broken(IOException cause) {
      BrokenInput broken = new BrokenInput();
      broken.initCause(cause);
      return broken;
    }
  }
}
