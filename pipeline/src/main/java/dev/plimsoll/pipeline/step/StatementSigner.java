package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.signer.BundleSigner;
import java.io.IOException;

/** Makes Sigstore bundles; {@code signer.BundleSigner} behind it, or a fake. Blocking. */
public interface StatementSigner {
  Bundle signArtifact(Digest artifact) throws IOException;

  Bundle signStatement(Statement statement) throws IOException;

  /** The signer's own. */
  static StatementSigner of(BundleSigner signer) {
    return new StatementSigner() {
      @Override
      public Bundle signArtifact(Digest artifact) throws IOException {
        return signer.signArtifact(artifact);
      }

      @Override
      public Bundle signStatement(Statement statement) throws IOException {
        return signer.signStatement(statement);
      }
    };
  }
}
