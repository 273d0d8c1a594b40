package dev.plimsoll.verifier.notary;

import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whatever one file of a collection is replaced with, only a {@link NotaryException} comes out. */
class NotaryClientFuzzTest {
  private static final NotarySimulator SERVER = new NotarySimulator();
  private static final List<String> NAMES =
      List.of("root.json", "timestamp.json", "snapshot", "targets");

  @FuzzTest
  void replacedFile(byte[] data) throws Exception {
    if (data.length == 0) {
      return;
    }
    String name = NAMES.get((data[0] & 0xff) % NAMES.size());
    Bytes content = Bytes.ofUtf8(new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1));
    Map<String, Bytes> files = new HashMap<>(SERVER.files);
    files.put(
        name.endsWith(".json")
            ? name
            : name + "." + SERVER.file(name + ".json").digest().hex() + ".json",
        content);
    try {
      NotaryClient.of(
              NotarySimulator.GUN,
              NotarySource.of(files),
              NotaryLimits.STANDARD,
              Map.of(),
              NotarySimulator.NOW)
          .verify(new RootTrust.FirstUse());
      if (!files.equals(SERVER.files)) {
        fail("trusted what nobody signed: %s", content.base64());
      }
    } catch (NotaryException e) {
      // as it must be
    }
  }
}
