package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.service.ImageDetails;
import dev.plimsoll.cli.service.ImageSignatures;
import dev.plimsoll.cli.service.ImageSignatures.Check;
import dev.plimsoll.cli.service.ServiceClient;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll verify IMAGE}: checks every signature about a published image, on this side. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks every signature about a published image: each layer, the image, the provenance over",
      "all layers, and the policy verdict. The service is asked for bytes and believed in nothing."
    },
    footer = {
      "",
      "Exit codes: 0 all hold; 1 they hold, but the image is revoked; 2 no such image;",
      "4 a signature is missing or does not hold."
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "IMAGE",
      description = "digest (sha256:…), or the name of an image: its newest")
  private String image = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "public key of the builder, PEM (default: keys/signing.pub in --data)")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--auditor-key",
      paramLabel = "FILE",
      description = "public key of the auditor, PEM (default: keys/auditor-vsa.pub in --data)")
  private Optional<Path> auditorKey = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Form output = Form.table;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public VerifyCommand(Context context) {
    this.context = context;
  }

  /** Constants are what the user writes. */
  enum Form {
    table,
    json
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Connection connection = connect.connect(context)) {
      ServiceClient service = connection.client();
      Digest digest = resolve(service);
      ImageDetails details = ImageDetails.fetch(service, digest);
      Path keys = connect.data(context).resolve("keys");
      ImageSignatures signatures =
          new ImageSignatures(
              service,
              new ImageSignatures.Keys(
                  publicKey(key.orElse(keys.resolve("signing.pub"))),
                  publicKey(auditorKey.orElse(keys.resolve("auditor-vsa.pub")))));
      List<Check> checks = signatures.check(digest);
      print(details, checks);
      return code(details, checks).code();
    }
  }

  private static ExitCode code(ImageDetails details, List<Check> checks) {
    if (checks.stream().anyMatch(c -> !c.problem().isEmpty())) {
      return ExitCode.EVIDENCE;
    }
    return details.state().equals("revoked") ? ExitCode.DENIED : ExitCode.DONE;
  }

  private Digest resolve(ServiceClient service)
      throws IOException, CommandFailure, FormatException {
    if (image.startsWith("sha256:")) {
      return Digest.parse(image);
    }
    // Newest first, so the first of that name is the newest.
    for (JsonValue item : service.get("/v1/images?limit=100").array("items")) {
      JsonObject row = item.asObject("image");
      if (row.string("name").equals(image)) {
        return Digest.parse(row.string("digest"));
      }
    }
    throw CommandFailure.wrong("no image named " + FormatException.quote(image));
  }

  private static VerifyingKey publicKey(Path file) throws IOException, FormatException {
    return KeyFiles.loadPublic(file);
  }

  private void print(ImageDetails details, List<Check> checks) {
    if (output == Form.json) {
      context.terminal().out().println(json(details, checks));
      return;
    }
    Table table = new Table("KIND", "SIGNED", "DIGEST", "SIGNATURE");
    for (Check c : checks) {
      boolean holds = c.problem().isEmpty();
      table.row(
          holds ? Ink.GOOD : Ink.BAD,
          c.kind(),
          c.what(),
          c.subject().toString(),
          holds ? "verified" : String.join("; ", c.problem()));
    }
    context.terminal().out().print(table.render(context.terminal().paint()));
    context
        .terminal()
        .out()
        .println(
            details.digest()
                + " ("
                + Table.clean(details.name())
                + ") is "
                + details.state()
                + (details.released().isEmpty() ? "" : " to " + details.released()));
  }

  private static String json(ImageDetails details, List<Check> checks) {
    List<JsonValue> items = new ArrayList<>();
    for (Check c : checks) {
      items.add(
          JsonObject.builder()
              .put("kind", c.kind())
              .put("what", c.what())
              .put("subject", c.subject().toString())
              .put("verified", c.problem().isEmpty())
              .putStrings("problems", c.problem())
              .build());
    }
    return JsonWriter.compact(
            JsonObject.builder()
                .put("image", details.digest().toString())
                .put("name", details.name())
                .put("state", details.state())
                .put("checks", items)
                .build())
        .utf8();
  }
}
