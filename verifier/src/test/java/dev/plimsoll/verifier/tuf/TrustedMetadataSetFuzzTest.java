package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that nobody signed are refused in every state, and by nothing but a {@link TufException}.
 */
class TrustedMetadataSetFuzzTest {
  private static final TufRepositorySimulator REPOSITORY = new TufRepositorySimulator();

  private interface Step {
    void take(TrustedMetadataSet trusted, Bytes file) throws TufException;
  }

  private static void refuses(TrustedMetadataSet trusted, byte[] data, Step step) {
    Bytes file = Bytes.copyOf(data);
    try {
      step.take(trusted, file);
      fail("trusted what nobody signed: %s", file.base64());
    } catch (TufException e) {
      // as it must be
    }
  }

  @FuzzTest
  void unsignedBytes(byte[] data) throws TufException {
    TrustedMetadataSet trusted = TrustedMetadataSet.of(REPOSITORY.file("1.root.json"), NOW);
    refuses(trusted, data, TrustedMetadataSet::updateRoot);
    refuses(trusted, data, TrustedMetadataSet::updateTimestamp);
    trusted.updateTimestamp(REPOSITORY.file("timestamp.json"));
    refuses(trusted, data, TrustedMetadataSet::updateSnapshot);
    trusted.updateSnapshot(REPOSITORY.file("1.snapshot.json"));
    refuses(trusted, data, TrustedMetadataSet::updateTargets);
  }

  /** Whatever stands for a key of whatever scheme: it is none, or signed nothing like this. */
  @FuzzTest
  void keys(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Bytes signature = Bytes.copyOf(data);
    for (SignatureScheme scheme : SignatureScheme.values()) {
      Key key = new Key(scheme.keyType(), scheme.wire(), text);
      TufKeys.find(key)
          .ifPresent(k -> assertThat(k.signed(Bytes.ofUtf8("message"), signature)).isFalse());
    }
  }
}
