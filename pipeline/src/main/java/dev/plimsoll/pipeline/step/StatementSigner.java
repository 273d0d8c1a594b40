package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;
import java.io.IOException;

/** Makes Sigstore bundles; {@code signer.BundleSigner} behind it, or a fake. Blocking. */
public interface StatementSigner {
  Bundle signArtifact(Digest artifact) throws IOException;

  Bundle signStatement(Statement statement) throws IOException;
}
