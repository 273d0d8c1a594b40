package dev.plimsoll.server;

import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import java.util.List;

/**
 * How all runs of a workspace build: what its owner decides, and no request can.
 *
 * @param sources mirrors, registries without TLS, and whether anything may be asked at all
 * @param limits of the layers that are read
 * @param trustKeys count where a specification says that an image must be signed and not by whom
 * @param progress hears of every build
 */
public record BuildConfig(
    SourceOptions sources, LayerLimits limits, List<Requirement> trustKeys, Progress progress) {
  /** Everything by its default, in silence. */
  public static final BuildConfig DEFAULT =
      new BuildConfig(SourceOptions.DEFAULT, LayerLimits.DEFAULT, List.of(), Progress.SILENT);

  public BuildConfig {
    trustKeys = List.copyOf(trustKeys);
  }

  public BuildConfig withProgress(Progress heard) {
    return new BuildConfig(sources, limits, trustKeys, heard);
  }
}
