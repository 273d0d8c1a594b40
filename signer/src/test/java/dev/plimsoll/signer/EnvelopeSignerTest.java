package dev.plimsoll.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.EnvelopeVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EnvelopeSignerTest {
  private static final String TYPE = "application/vnd.test+json";
  private final SigningKey key = FixedKeys.p256("verdict");
  private final EnvelopeSigner signer = new EnvelopeSigner(key);

  @Test
  void envelope_verifiesWithItsKey_andNamesIt() throws Exception {
    Envelope envelope = signer.sign(TYPE, Bytes.ofUtf8("payload"));

    assertThat(EnvelopeVerifier.verify(envelope, TYPE, List.of(key.publicKey())))
        .isEqualTo(Bytes.ofUtf8("payload"));
    assertThat(envelope.signatures())
        .singleElement()
        .satisfies(s -> assertThat(s.keyId()).isEqualTo(key.publicKey().keyId()));
  }

  @Test
  void isSafe_fromManyVirtualThreads() throws Exception {
    List<Callable<Envelope>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Bytes payload = Bytes.ofUtf8("payload " + i);
      calls.add(() -> signer.sign(TYPE, payload));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Envelope>> signed = threads.invokeAll(calls);
      for (int i = 0; i < signed.size(); i++) {
        assertThat(
                EnvelopeVerifier.verify(signed.get(i).get(), TYPE, List.of(key.publicKey())).utf8())
            .isEqualTo("payload " + i);
      }
    }
  }
}
