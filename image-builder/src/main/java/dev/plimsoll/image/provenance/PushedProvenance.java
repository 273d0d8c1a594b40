package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.output.AttachedDocument;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.RegistryOutput.Pushed;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.List;

/** The provenance of an image that is pushed, as a referrer of it. */
public final class PushedProvenance {
  private final ContentStore store;
  private final ProvenanceOutput provenance;

  /**
   * @param formats what is written beside, in writing order
   * @param tags resolves the templates of the build
   */
  public PushedProvenance(
      ContentStore store, InitramfsOptions initramfs, List<String> formats, RecordedTags tags) {
    this.store = store;
    this.provenance =
        new ProvenanceOutput(
            store,
            formats.stream().filter(f -> !f.equals(ProvenanceOutput.FORMAT)).toList(),
            RecordedOptions.of(initramfs),
            tags);
  }

  /** Puts statement and referrer into the store; the referrer's manifest is to be pushed. */
  public Descriptor of(Pushed image) throws IOException {
    return AttachedDocument.provenance(
        store,
        image.manifest(),
        provenance.ofPushed(image.plan(), image.files(), image.manifest()));
  }
}
