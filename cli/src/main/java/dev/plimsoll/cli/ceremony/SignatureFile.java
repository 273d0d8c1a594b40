package dev.plimsoll.cli.ceremony;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.Signed.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a key holder hands back, as it will stand in the file: {@code {"keyid":…,"sig":hex}}. The
 * signature is checked by whoever takes it, so that nothing here is trusted.
 */
public final class SignatureFile {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private SignatureFile() {}

  public static Signature load(Path file) throws IOException, FormatException {
    String what = file.toString();
    JsonObject json = READER.parse(what, Bytes.copyOf(Files.readAllBytes(file))).asObject(what);
    return new Signature(json.string("keyid"), json.string("sig"));
  }

  public static Bytes encode(Signature signature) {
    return JsonWriter.sorted(
        JsonObject.builder().put("keyid", signature.keyId()).put("sig", signature.sig()).build());
  }
}
