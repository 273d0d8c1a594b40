package dev.plimsoll.image.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs without a network, in a name space of their own, where the machine lets this user
 * have one ({@code unshare} of util-linux): asked once in a process. Elsewhere they run as they
 * are.
 */
final class NoNetwork {
  private static final List<List<String>> WAYS =
      List.of(
          List.of("/usr/bin/unshare", "--net", "--"),
          List.of("/usr/bin/unshare", "--user", "--map-current-user", "--net", "--"));

  private NoNetwork() {}

  /** Found when it is first asked for, by one thread. */
  private static final class Found {
    static final List<String> WAY = find();
  }

  /** {@code command}, with what keeps it from the network in front. */
  static List<String> around(List<String> command) {
    List<String> all = new ArrayList<>(Found.WAY);
    all.addAll(command);
    return all;
  }

  private static List<String> find() {
    for (List<String> way : WAYS) {
      if (works(way)) {
        return way;
      }
    }
    return List.of();
  }

  private static boolean works(List<String> way) {
    List<String> probe = new ArrayList<>(way);
    probe.add("/bin/true");
    Optional<Process> process = Optional.empty();
    try {
      process =
          Optional.of(
              new ProcessBuilder(probe)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start());
      return process.get().waitFor(10, TimeUnit.SECONDS) && process.get().exitValue() == 0;
    } catch (IOException e) {
      return false; // no unshare here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.ifPresent(Process::destroyForcibly);
    }
  }
}
