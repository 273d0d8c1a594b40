package dev.plimsoll.cli;

import dev.plimsoll.cli.command.AuditCollectCommand;
import dev.plimsoll.cli.command.AuditCommand;
import dev.plimsoll.cli.command.AuditDiffCommand;
import dev.plimsoll.cli.command.AuditFixCommand;
import dev.plimsoll.cli.command.AuditFragmentCommand;
import dev.plimsoll.cli.command.BootCommand;
import dev.plimsoll.cli.command.BuildCommand;
import dev.plimsoll.cli.command.CacheExportCommand;
import dev.plimsoll.cli.command.CacheImportCommand;
import dev.plimsoll.cli.command.CacheListCommand;
import dev.plimsoll.cli.command.CachePruneCommand;
import dev.plimsoll.cli.command.GroupCommand;
import dev.plimsoll.cli.command.KconfigExplainCommand;
import dev.plimsoll.cli.command.KconfigImportCommand;
import dev.plimsoll.cli.command.KeysCommand;
import dev.plimsoll.cli.command.KeysInitCommand;
import dev.plimsoll.cli.command.NotaryAcceptCommand;
import dev.plimsoll.cli.command.NotaryImportCommand;
import dev.plimsoll.cli.command.NotaryInspectCommand;
import dev.plimsoll.cli.command.NotaryProposalsCommand;
import dev.plimsoll.cli.command.NotaryRejectCommand;
import dev.plimsoll.cli.command.PolicyTestCommand;
import dev.plimsoll.cli.command.QuickstartCommand;
import dev.plimsoll.cli.command.RebuildCommand;
import dev.plimsoll.cli.command.ReleaseCommand;
import dev.plimsoll.cli.command.ReportCommand;
import dev.plimsoll.cli.command.RevokeCommand;
import dev.plimsoll.cli.command.RunCommand;
import dev.plimsoll.cli.command.ServeCommand;
import dev.plimsoll.cli.command.TufAddSignatureCommand;
import dev.plimsoll.cli.command.TufDelegateCommand;
import dev.plimsoll.cli.command.TufExpireCheckCommand;
import dev.plimsoll.cli.command.TufExportCommand;
import dev.plimsoll.cli.command.TufInitCommand;
import dev.plimsoll.cli.command.TufPayloadCommand;
import dev.plimsoll.cli.command.TufRenewCommand;
import dev.plimsoll.cli.command.TufRevokeKeyCommand;
import dev.plimsoll.cli.command.TufRotateCommand;
import dev.plimsoll.cli.command.TufSignCommand;
import dev.plimsoll.cli.command.TufStatusCommand;
import dev.plimsoll.cli.command.TufWithdrawCommand;
import dev.plimsoll.cli.command.VerifyCommand;
import dev.plimsoll.cli.terminal.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Every subcommand. A command's class is loaded only when it is the one that was called. */
enum CommandCatalog {
  QUICKSTART(
      "the whole path on real input: build, audit, sign, release, boot, and every refusal",
      c -> new CommandLine(new QuickstartCommand(c))),
  RUN("build, audit, decide, sign and publish one image", c -> new CommandLine(new RunCommand(c))),
  BUILD("build an image into files, without a service", c -> new CommandLine(new BuildCommand(c))),
  REBUILD(
      "build an image again from its provenance, and compare every file",
      c -> new CommandLine(new RebuildCommand(c))),
  AUDIT(
      "judge a kernel (configuration, command line, sysctls, host) by policies; fix it",
      c ->
          new CommandLine(new AuditCommand(c))
              .addSubcommand(new AuditCollectCommand(c))
              .addSubcommand(new AuditDiffCommand(c))
              .addSubcommand(new AuditFixCommand(c))
              .addSubcommand(new AuditFragmentCommand(c))),
  POLICY(
      "policy test: run the tests of policies",
      c -> group("policy", "Works on policies.", new PolicyTestCommand(c))),
  KCONFIG(
      "kconfig explain: what it takes to set an option; kconfig import: more kernels",
      c ->
          group(
              "kconfig",
              "Knows kernels' options.",
              new KconfigExplainCommand(c),
              new KconfigImportCommand(c))),
  CACHE(
      "cache list, prune, export, import: what builds have fetched",
      c ->
          group(
              "cache",
              "Works on what builds have fetched.",
              new CacheListCommand(c),
              new CachePruneCommand(c),
              new CacheExportCommand(c),
              new CacheImportCommand(c))),
  SERVE("run the service", c -> new CommandLine(new ServeCommand(c))),
  RELEASE(
      "sign, with the release key, that hosts of a role may boot an image",
      c -> new CommandLine(new ReleaseCommand(c))),
  REVOKE("take an image from all hosts", c -> new CommandLine(new RevokeCommand(c))),
  VERIFY(
      "check every signature about a published image", c -> new CommandLine(new VerifyCommand(c))),
  REPORT("write the compliance report of a run", c -> new CommandLine(new ReportCommand(c))),
  NOTARY(
      "notary inspect, import: a Notary v1 server, read and left; proposals, accept, reject: pushes",
      c ->
          group(
              "notary",
              "Works on trust data of Notary v1.",
              new NotaryInspectCommand(c),
              new NotaryImportCommand(c),
              new NotaryProposalsCommand(c),
              new NotaryAcceptCommand(c),
              new NotaryRejectCommand(c))),
  KEYS(
      "keys list, keys dev-init: the keys of a state directory",
      c -> group("keys", "Works on keys.", new KeysCommand(c), new KeysInitCommand(c))),
  TUF(
      "the TUF repository: found it, sign and rotate its offline roles, watch expiries",
      c ->
          group(
              "tuf",
              "Works on the TUF repository and its offline roles. \"plimsoll tuf client\" reads any.",
              new TufInitCommand(c),
              new TufStatusCommand(c),
              new TufPayloadCommand(c),
              new TufSignCommand(c),
              new TufAddSignatureCommand(c),
              new TufWithdrawCommand(c),
              new TufRenewCommand(c),
              new TufRotateCommand(c),
              new TufDelegateCommand(c),
              new TufRevokeKeyCommand(c),
              new TufExpireCheckCommand(c),
              new TufExportCommand(c))),
  BOOT(
      "boot run: boot a published image in QEMU",
      c -> group("boot", "Boots images.", new BootCommand(c)));

  private final String summary;
  private final Function<Context, CommandLine> maker;

  CommandCatalog(String summary, Function<Context, CommandLine> maker) {
    this.summary = summary;
    this.maker = maker;
  }

  /** A command that does nothing but hold others. */
  private static CommandLine group(String name, String description, Object... commands) {
    CommandLine line = new CommandLine(new GroupCommand());
    line.getCommandSpec().name(name).usageMessage().description(description);
    for (Object command : commands) {
      line.addSubcommand(command);
    }
    return line;
  }

  static Optional<CommandCatalog> find(String name) {
    return Arrays.stream(values()).filter(c -> c.wire().equals(name)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(CommandCatalog::wire).collect(Collectors.joining(", "));
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  String summary() {
    return summary;
  }

  CommandLine make(Context context) {
    return maker.apply(context);
  }
}
