package dev.plimsoll.image.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests check our output with. */
public final class Tools {
  private static final List<String> PLACES = List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin");

  private Tools() {}

  /** Skips the test loudly when a program is missing; fails it when all tools are required. */
  public static void require(String... names) {
    for (String name : names) {
      boolean there = PLACES.stream().anyMatch(p -> Files.isExecutable(Path.of(p, name)));
      skipUnless(there, "the program " + name + " is not installed");
    }
  }

  /** As {@link #require}, for anything else of the machine. */
  public static void skipUnless(boolean there, String what) {
    if (!there && "1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))) {
      fail(what + ", and PLIMSOLL_REQUIRE_TOOLS=1 forbids to skip");
    }
    if (!there) {
      System.err.println("SKIPPED: " + what);
    }
    Assumptions.assumeTrue(there, what);
  }
}
