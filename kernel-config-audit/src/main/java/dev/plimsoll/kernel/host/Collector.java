package dev.plimsoll.kernel.host;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The shell program that makes a host snapshot, and a run of it on this machine. */
public final class Collector {
  private static final String RESOURCE = "collect.sh";
  private static final long SECONDS = 60;

  private Collector() {}

  /** The program's text: POSIX shell, as small a BusyBox as there is runs it. */
  public static Bytes script() {
    try (InputStream in =
        Objects.requireNonNull(Collector.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return Bytes.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the program's own " + RESOURCE, e);
    }
  }

  /**
   * Runs the program on this machine with {@code sh} and gives what it printed. Blocking, up to a
   * minute.
   *
   * @throws IOException when there is no {@code sh}, or it fails or prints too much
   */
  public static Bytes run() throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-s").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream in = shell.getOutputStream()) {
      in.write(script().toArray());
    }
    byte[] out = shell.getInputStream().readNBytes(HostSnapshot.MAX_BYTES + 1);
    try {
      if (out.length > HostSnapshot.MAX_BYTES || !shell.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the collector prints too much or does not end");
      }
      if (shell.exitValue() != 0) {
        throw new IOException("the collector ended with code " + shell.exitValue());
      }
      return Bytes.copyOf(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the collector ran", e);
    } finally {
      shell.destroyForcibly();
    }
  }
}
