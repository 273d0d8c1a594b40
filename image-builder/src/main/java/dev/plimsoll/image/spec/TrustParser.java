package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.image.spec.TrustPolicy.Entry;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the {@code trust} section:
 *
 * <pre>
 * trust:
 *   image: [redis, "ghcr.io/team/web:2"]      # LinuxKit's: what must be signed
 *   org: [linuxkit, ghcr.io/team]
 *   keys:                                     # ours: by whom
 *     - keys/release.pub                      # PEM file, or the PEM text itself
 *     - key: keys/team.pub                    # for some images alone
 *       org: [ghcr.io/team]
 *   identities:
 *     - {subject: "https://…/release.yml@refs/heads/main", issuer: "https://token.…"}
 *   tuf:
 *     - {repository: "https://tuf.example/", root: tuf/root.json, image: [redis]}
 * </pre>
 */
final class TrustParser {
  private static final Set<String> KEYS = Set.of("image", "org", "keys", "identities", "tuf");
  private static final Pattern ORGANISATION =
      Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  private TrustParser() {}

  static TrustPolicy parse(YamlNode node, ReferenceGrammar grammar) throws FormatException {
    return new TrustParser.Section(Fields.of(node, "trust", KEYS), grammar).policy();
  }

  /** One section being read. */
  private record Section(Fields fields, ReferenceGrammar grammar) {
    TrustPolicy policy() throws FormatException {
      TrustScope signed = scope(fields);
      List<Entry> entries = new ArrayList<>();
      for (YamlNode node : fields.list("keys")) {
        entries.add(key(node, "trust.keys[" + entries.size() + "]"));
      }
      int index = 0;
      for (YamlNode node : fields.list("identities")) {
        entries.add(identity(node, "trust.identities[" + index++ + "]"));
      }
      index = 0;
      for (YamlNode node : fields.list("tuf")) {
        entries.add(tuf(node, "trust.tuf[" + index++ + "]"));
      }
      return new TrustPolicy(signed, entries);
    }

    private Entry key(YamlNode node, String what) throws FormatException {
      if (node instanceof YamlScalar) {
        return new Entry(
            key(Fields.asString(node, what, "a string", 16 << 10)), TrustScope.NOTHING);
      }
      Fields entry = Fields.of(node, what, Set.of("key", "image", "org"));
      return new Entry(key(entry.require("key")), scope(entry));
    }

    /** A path, or the PEM text itself. */
    private static Located<Requirement> key(Located<String> text) throws FormatException {
      if (text.value().stripLeading().startsWith(PublicKeyText.BEGIN)) {
        return new Located<>(
            new TrustPolicy.SignedByKey(PublicKeyText.of(text, text.value())), text.at());
      }
      return new Located<>(
          new TrustPolicy.SignedByKeyFile(Checks.localPath(text, "trust.keys")), text.at());
    }

    private Entry identity(YamlNode node, String what) throws FormatException {
      Fields entry = Fields.of(node, what, Set.of("subject", "issuer", "image", "org"));
      Located<String> subject = Checks.notEmpty(entry.require("subject"), what + ".subject");
      Located<String> issuer = url(entry.require("issuer"), what + ".issuer");
      return new Entry(
          new Located<>(
              new TrustPolicy.SignedByIdentity(subject.value(), issuer.value()), entry.at()),
          scope(entry));
    }

    private Entry tuf(YamlNode node, String what) throws FormatException {
      Fields entry = Fields.of(node, what, Set.of("repository", "root", "image", "org"));
      Located<String> repository = url(entry.require("repository"), what + ".repository");
      Located<String> root = Checks.localPath(entry.require("root"), what + ".root");
      return new Entry(
          new Located<>(new TrustPolicy.TufTarget(repository.value(), root), entry.at()),
          scope(entry));
    }

    private static Located<String> url(Located<String> text, String what) throws FormatException {
      try {
        URI uri = new URI(text.value());
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (web && uri.getHost() != null && uri.getUserInfo() == null) {
          return text;
        }
      } catch (URISyntaxException e) {
        // said below, with the place
      }
      throw Checks.wrong(text, what, "wanted a URL such as https://HOST/PATH");
    }

    private TrustScope scope(Fields of) throws FormatException {
      List<Located<String>> images = strings(of, "image");
      for (Located<String> image : images) {
        if (!image.value().equals(TrustScope.EVERY_IMAGE)) {
          grammar.check(image);
        }
      }
      List<Located<String>> organisations = strings(of, "org");
      for (Located<String> organisation : organisations) {
        if (organisation.value().length() > 255
            || !ORGANISATION.matcher(organisation.value()).matches()) {
          throw Checks.wrong(
              organisation, of.path("org"), "wanted linuxkit, HOST or HOST/PATH without a tag");
        }
      }
      return new TrustScope(images, organisations);
    }

    private static List<Located<String>> strings(Fields of, String key) throws FormatException {
      Optional<Located<List<Located<String>>>> found = of.strings(key);
      return found.map(Located::value).orElse(List.of());
    }
  }
}
