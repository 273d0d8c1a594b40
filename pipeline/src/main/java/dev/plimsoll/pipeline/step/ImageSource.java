package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuiltImage;
import java.io.IOException;

/**
 * Builds images: {@code ImageBuilder::build}, or a fake. Blocking; leaves all parts in the store.
 */
@FunctionalInterface
public interface ImageSource {
  BuiltImage build(BuildRequest request) throws FormatException, IOException;
}
