package dev.plimsoll.cli.command;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.source.TrustGate;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKey;
import dev.plimsoll.pipeline.trust.VerifierTrustGate;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whom images must be signed by, where the specification says that they must and not by whom. */
final class TrustFlags {
  @Option(
      names = "--trust-key",
      paramLabel = "FILE",
      description = "PEM key for images that must be signed where \"trust:\" names no key")
  private List<Path> trustKeys = List.of();

  /** Whether the user named a key. */
  boolean given() {
    return !trustKeys.isEmpty();
  }

  /** Checks the signatures that specifications ask for. */
  TrustGate gate() throws IOException, FormatException {
    return new VerifierTrustGate(keys());
  }

  /** The keys, as requirements. */
  List<Requirement> keys() throws IOException, FormatException {
    List<Requirement> keys = new ArrayList<>();
    for (Path file : trustKeys) {
      String pem = Files.readString(file);
      VerifyingKey.parsePem(file.toString(), Bytes.ofUtf8(pem));
      keys.add(new SignedByKey(pem));
    }
    return keys;
  }
}
