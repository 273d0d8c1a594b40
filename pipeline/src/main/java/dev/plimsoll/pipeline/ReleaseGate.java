package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Which releases the published metadata bear out: the port between release statements and the TUF
 * repository. Blocking.
 */
@FunctionalInterface
public interface ReleaseGate {
  /**
   * Those of {@code releases} whose image the hosts of the role may boot by what is published now.
   *
   * @param policies under which images were allowed here
   */
  List<ReleaseRow> holding(List<ReleaseRow> releases, Set<Digest> policies) throws IOException;
}
