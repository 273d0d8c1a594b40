package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import java.io.IOException;
import java.util.Optional;

/**
 * What the Kconfig files say of a kernel's options, looked up when something that is not as wanted
 * first asks: a kernel that passes costs no table. Not thread-safe.
 */
final class LazyKnowledge {
  private final KconfigTables tables;
  private final Optional<KernelVersion> version;
  private final Optional<String> arch;
  private final Optional<KernelConfig> config;
  private Optional<OptionKnowledge> known = Optional.empty();
  private boolean asked;

  LazyKnowledge(
      KconfigTables tables,
      Optional<KernelVersion> version,
      Optional<String> arch,
      Optional<KernelConfig> config) {
    this.tables = tables;
    this.version = version;
    this.arch = arch;
    this.config = config;
  }

  /** A table cannot be read. Carries the reason past code that declares no such exception. */
  static final class BrokenTable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FormatException reason;

    BrokenTable(FormatException reason) {
      super(reason);
      this.reason = reason;
    }

    FormatException reason() {
      return reason;
    }
  }

  /**
   * Empty when there is no configuration, or no table of this kernel's branch and architecture.
   *
   * @throws BrokenTable when the table is damaged or cannot be read
   */
  Optional<OptionKnowledge> find() {
    if (!asked) {
      asked = true;
      known = config.isEmpty() ? Optional.empty() : load(config.get());
    }
    return known;
  }

  private Optional<OptionKnowledge> load(KernelConfig kernel) {
    try {
      return OptionKnowledge.of(tables, version, arch, kernel);
    } catch (FormatException e) {
      throw new BrokenTable(e);
    } catch (IOException e) {
      throw new BrokenTable(
          new FormatException("a table of kernels' options cannot be read: " + e.getMessage(), e));
    }
  }
}
