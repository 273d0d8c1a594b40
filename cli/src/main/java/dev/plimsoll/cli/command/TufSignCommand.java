package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Payload;
import dev.plimsoll.cli.ceremony.SignatureFile;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf sign FILE --key K}: on the machine that has the key, and no other. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a payload with a key of this machine. Needs no data directory and no network: says",
      "what the payload means, and writes a signature for \"plimsoll tuf add-signature\"."
    },
    footer = {"", "Exit codes: 0 signed; 2 no such payload or key; 4 unreadable."})
public final class TufSignCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "FILE", description = "from \"tuf payload\", or a whole TUF file")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "private key, PEM (PKCS#8: Ed25519 or ECDSA P-256)")
  private Path key = Path.of("");

  @Option(
      names = "--key-id",
      paramLabel = "ID",
      description = "what the metadata calls the key (default: SHA-256 of the key)")
  private Optional<String> keyId = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", description = "default: stdout")
  private Optional<Path> out = Optional.empty();

  public TufSignCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Payload payload = Payload.parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)));
    SigningKey signing = KeyOptions.file(key);
    String id = keyId.orElseGet(() -> TufKeys.of(signing.publicKey()).id());
    context.terminal().err().println("signing with key " + id + ":");
    payload.summary().forEach(line -> context.terminal().err().println(line));
    Bytes signature = SignatureFile.encode(new Signature(id, signing.sign(payload.bytes()).hex()));
    if (out.isPresent()) {
      Files.write(out.get(), signature.toArray());
    } else {
      context.terminal().out().println(signature.utf8());
    }
    return 0;
  }
}
