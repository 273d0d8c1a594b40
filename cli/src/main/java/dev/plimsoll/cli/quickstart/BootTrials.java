package dev.plimsoll.cli.quickstart;

import dev.plimsoll.cli.boot.BootOutcome;
import dev.plimsoll.cli.boot.BootOutcome.Allowed;
import dev.plimsoll.cli.boot.BootOutcome.Died;
import dev.plimsoll.cli.boot.BootOutcome.Refused;
import dev.plimsoll.cli.boot.BootOutcome.TimedOut;
import dev.plimsoll.cli.boot.ImageFiles;
import dev.plimsoll.cli.boot.QemuHost;
import dev.plimsoll.cli.boot.RogueService;
import dev.plimsoll.cli.boot.TamperedDisk;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The boots of the quickstart, each a real machine; what was seen goes to the facts. */
final class BootTrials {
  static final String HOST = "quickstart-host";
  private static final Duration TIMEOUT = Duration.ofSeconds(150);
  private static final Pattern UNAME = Pattern.compile("(?m)^Linux \\S+ (\\S+) .*$");
  private static final int TAIL = 25;

  private final QemuHost machine;
  private final Path work;
  private final InstantSource time;
  private final StepLog log;
  private final Facts facts;

  BootTrials(Path work, InstantSource time, StepLog log, Facts facts) {
    this.machine = new QemuHost(work);
    this.work = work;
    this.time = time;
    this.log = log;
    this.facts = facts;
  }

  /** The released image: it boots, and its container prints the live kernel's name. */
  void good(ImageFiles image, int servicePort, String kernelRelease) throws IOException {
    BootOutcome outcome = machine.boot(image.asking(servicePort, HOST, TIMEOUT));
    facts.add("boot of the released image", "allowed", outcome.summary());
    String seen = "nothing";
    if (outcome instanceof Allowed allowed) {
      allowed.output().lines().forEach(l -> log.say("| " + clean(l)));
      Matcher uname = UNAME.matcher(allowed.output());
      seen = uname.find() ? uname.group(1) : "no uname line";
    } else {
      tail(outcome);
    }
    facts.add("kernel that the container's uname names", kernelRelease, seen);
  }

  /** One byte of the disk is other than published; dm-verity must notice. */
  void tampered(ImageFiles image, int servicePort) throws IOException {
    Path disk =
        TamperedDisk.copy(image.root(), work.resolve("tampered.img"), TamperedDisk.SQUASHFS_TIME);
    try {
      refusal(
          "one byte of the root changed on disk",
          "root-corrupt",
          image.withRoot(disk),
          servicePort);
    } finally {
      Files.deleteIfExists(disk);
    }
  }

  /** An allowing verdict, signed by a key that the image does not pin. */
  void forged(ImageFiles image, Envelope release) throws IOException, FormatException {
    Path keys = work.resolve("forger");
    SigningKey forger =
        KeyFiles.loadOrCreate(keys, "forger", KeyFiles.Kind.ECDSA_P256, new SecureRandom());
    rogue("verdict signed by another key", "signature", image, forger, Optional.of(release));
  }

  /**
   * An allowing verdict by the true verdict key, as a thief of that key would make it, for an image
   * that was never released; the best statement that he can show is another image's.
   */
  void neverReleased(ImageFiles image, SigningKey verdictKey, Envelope otherRelease)
      throws IOException {
    rogue(
        "true verdict key, image never released",
        "release",
        image,
        verdictKey,
        Optional.of(otherRelease));
  }

  void serviceDown(ImageFiles image) throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    refusal("service down", "unreachable", image, closed);
  }

  void revoked(ImageFiles image, int servicePort) throws IOException {
    refusal("image revoked after publishing", "denied", image, servicePort);
  }

  private void rogue(
      String what, String code, ImageFiles image, SigningKey key, Optional<Envelope> release)
      throws IOException {
    RogueService.Forgery forgery =
        new RogueService.Forgery(
            key, release.map(e -> e.encode().base64()), UnaryOperator.identity());
    try (RogueService rogue = RogueService.start(forgery, time)) {
      refusal(what, code, image, rogue.port());
      facts.add(what + ": forged answers given", "1", Integer.toString(rogue.answers()));
    }
  }

  private void refusal(String what, String code, ImageFiles image, int port) throws IOException {
    BootOutcome outcome = machine.boot(image.asking(port, HOST, TIMEOUT));
    facts.add("boot: " + what, "refused: " + code, outcome.summary());
    log.say(what + ": " + outcome.summary());
    boolean expected = outcome instanceof Refused r && r.code().equals(code);
    if (!expected) {
      tail(outcome);
    }
  }

  /** The end of the console, for a boot that went another way than expected. */
  private void tail(BootOutcome outcome) {
    String console =
        switch (outcome) {
          case Allowed a -> a.console();
          case Refused r -> r.console();
          case TimedOut t -> t.console();
          case Died d -> d.console();
        };
    var lines = console.lines().toList();
    lines
        .subList(Math.max(0, lines.size() - TAIL), lines.size())
        .forEach(l -> log.say("| " + clean(l)));
  }

  private static String clean(String line) {
    return line.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", "");
  }
}
