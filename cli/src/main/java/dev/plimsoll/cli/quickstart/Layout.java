package dev.plimsoll.cli.quickstart;

import java.nio.file.Path;

/**
 * Where the quickstart works.
 *
 * @param home the checkout
 * @param data state directory of the service, {@code .plimsoll/} in the checkout
 */
record Layout(Path home, Path data) {

  static Layout of(Path home) {
    return new Layout(home, home.resolve(".plimsoll"));
  }

  /** What the example's specification takes files from. */
  Path sources() {
    return data.resolve("quickstart");
  }

  /** The OCI layout that the example names {@code oci:service}. */
  Path container() {
    return sources().resolve("service");
  }

  Path lockFile() {
    return sources().resolve("plimsoll.lock");
  }

  /** Disks and other files of the boots. */
  Path boots() {
    return data.resolve("work").resolve("quickstart");
  }

  Path reports() {
    return data.resolve("reports");
  }

  Path serviceLog() {
    return data.resolve("quickstart-service.log");
  }

  Path example() {
    return home.resolve("examples").resolve("quickstart").resolve("image.yml");
  }
}
