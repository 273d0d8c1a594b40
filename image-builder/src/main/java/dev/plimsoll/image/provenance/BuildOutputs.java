package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.lint.FactsOutput;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.sbom.SbomOutput;
import dev.plimsoll.image.store.ContentStore;
import java.util.ArrayList;
import java.util.List;

/** Everything that a build can write: the image's own formats, then what describes them. */
public final class BuildOutputs {
  private BuildOutputs() {}

  /** All formats but {@value ProvenanceOutput#FORMAT}, which is about the others. */
  public static Outputs of(ContentStore store, InitramfsOptions initramfs) {
    List<Output> evidence = new ArrayList<>(SbomOutput.all());
    evidence.add(new FactsOutput());
    return Outputs.of(store, initramfs).and(evidence);
  }

  /**
   * The outputs called {@code formats}, in writing order, and their provenance as the last.
   *
   * @param tags resolves the templates of the build
   * @throws FormatException when one is unknown, or there is none that a provenance could be about
   */
  public static List<Output> withProvenance(
      ContentStore store, InitramfsOptions initramfs, List<String> formats, RecordedTags tags)
      throws FormatException {
    List<String> others = formats.stream().filter(f -> !f.equals(ProvenanceOutput.FORMAT)).toList();
    if (others.isEmpty()) {
      throw new FormatException(
          "format \"provenance\" describes files of other formats; name one of them");
    }
    List<Output> outputs = new ArrayList<>(of(store, initramfs).select(others));
    outputs.add(
        new ProvenanceOutput(
            store,
            outputs.stream().map(Output::format).toList(),
            RecordedOptions.of(initramfs),
            tags));
    return outputs;
  }
}
