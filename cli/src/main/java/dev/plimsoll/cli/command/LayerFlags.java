package dev.plimsoll.cli.command;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.LayerLimits;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What one layer of an image may cost. */
final class LayerFlags {
  @Option(
      names = "--layer-limits",
      paramLabel = "NAME=N,…",
      description = {
        "what one layer may cost: entries, path, depth, expanded, ratio, header, xattrs,",
        "xattr-bytes, index; K, M and G after a number (docs/image-building.md)"
      })
  private Optional<String> layerLimits = Optional.empty();

  /** Whether the user said anything. */
  boolean given() {
    return layerLimits.isPresent();
  }

  LayerLimits limits() throws FormatException {
    return layerLimits.isPresent()
        ? LayerLimits.DEFAULT.with(layerLimits.get(), "--layer-limits")
        : LayerLimits.DEFAULT;
  }
}
