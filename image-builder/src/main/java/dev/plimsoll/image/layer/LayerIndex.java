package dev.plimsoll.image.layer;

import java.util.List;

/**
 * What one layer says, in the order of its archive, checked on its own and with all file data left
 * where it is: contents point into the file that holds the unpacked archive. Immutable.
 */
public final class LayerIndex {
  private final List<LayerEntry> entries;
  private final long weight;

  LayerIndex(List<LayerEntry> entries, long weight) {
    this.entries = entries;
    this.weight = weight;
  }

  List<LayerEntry> entries() {
    return entries;
  }

  /** Bytes of memory that this takes, about. */
  long weight() {
    return weight;
  }
}
