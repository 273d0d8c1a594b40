package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.Spelling;
import dev.plimsoll.image.store.ContentStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All formats, in the order in which a build writes them: what describes other files comes after
 * them, provenance last. Immutable.
 */
public final class Outputs {
  /** What LinuxKit builds when nothing is asked for. */
  public static final List<String> DEFAULT_FORMATS = List.of("kernel+initrd");

  private final List<Output> all;

  private Outputs(List<Output> all) {
    this.all = List.copyOf(all);
  }

  /** The formats that keep their parts in {@code store}. */
  public static Outputs of(ContentStore store, InitramfsOptions initramfs) {
    return new Outputs(
        List.of(
            new TarOutput(),
            new DockerOutput(),
            new KernelInitrdOutput(store, initramfs),
            new TarKernelInitrdOutput(store, initramfs),
            new KernelSquashfsOutput(store, initramfs),
            new KernelErofsOutput(store, initramfs),
            new VerityOutput(store, initramfs),
            new OciOutput(store, initramfs)));
  }

  /** These, and {@code more} after them. */
  public Outputs and(List<Output> more) {
    List<Output> joined = new ArrayList<>(all);
    joined.addAll(more);
    return new Outputs(joined);
  }

  /** Names of all formats, in order. */
  public List<String> formats() {
    return all.stream().map(Output::format).toList();
  }

  /**
   * The outputs called {@code formats}, each once, in writing order.
   *
   * @throws FormatException naming what is meant, or all that there are
   */
  public List<Output> select(List<String> formats) throws FormatException {
    Set<String> wanted = new LinkedHashSet<>(formats);
    for (String format : wanted) {
      if (!formats().contains(format)) {
        throw unknown(format);
      }
    }
    List<Output> selected = new ArrayList<>();
    for (Output output : all) {
      if (wanted.contains(output.format())) {
        selected.add(output);
      }
    }
    return selected;
  }

  private FormatException unknown(String format) {
    Optional<String> near = Spelling.nearest(format, formats());
    return new FormatException(
        "unknown format "
            + FormatException.quote(format)
            + near.map(n -> ", did you mean " + FormatException.quote(n) + "?").orElse("")
            + "; there are "
            + String.join(", ", formats()));
  }
}
