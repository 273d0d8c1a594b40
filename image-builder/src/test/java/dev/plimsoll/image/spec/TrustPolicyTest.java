package dev.plimsoll.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.spec.TrustPolicy.SignedByIdentity;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKey;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKeyFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustPolicyTest {
  private static final String DIGEST =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  /** TEST ONLY: a P-256 public key whose private half nobody kept. */
  private static final String PEM =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
      6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
      -----END PUBLIC KEY-----
      """;

  private static TrustPolicy policy(String... texts) throws FormatException {
    List<SpecParser.Source> sources = new java.util.ArrayList<>();
    for (String text : texts) {
      sources.add(new SpecParser.Source("t" + sources.size() + ".yml", Bytes.ofUtf8(text)));
    }
    return SpecParser.parse(sources, Reference::parse, PackageTags.NONE).trust();
  }

  private static List<Requirement> required(TrustPolicy policy, String reference) {
    return policy.requirementsFor(reference).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    // named, reference, must be signed
    "redis, redis:7, true",
    "redis, docker://docker.io/library/redis:7, true",
    "redis, index.docker.io/redis, true",
    "redis, registry-1.docker.io/library/redis, true",
    "redis, DOCKER.IO:443/library/redis, true",
    "docker.io/library/redis, redis, true",
    "redis, evil/redis, false",
    "redis, redis2, false",
    "redis, ghcr.io/library/redis, false",
    "redis:7, redis:7, true",
    "redis:7, redis:8, false",
    "redis:7, redis, false",
    "redis:latest, redis, true",
    "redis:7, redis@DIGEST, true",
    "redis:7, redis:8@DIGEST, true",
    "redis@DIGEST, redis@DIGEST, true",
    "redis@DIGEST, redis@sha256:ff, false",
    "redis@DIGEST, redis:7, true",
    "ghcr.io/team/web, GHCR.IO./team/web:1, true",
    "ghcr.io:5000/team/web, ghcr.io/team/web, false",
    "*, anything/at/all, true",
    "*, oci:service, true",
    "*, deb:runc, false",
    "oci:service, oci:service:latest, true",
    "oci:service, oci:other, false",
  })
  void namesImages_byExpandedReference(String named, String reference, boolean signed)
      throws Exception {
    TrustPolicy policy = policy("trust:\n  image: [\"" + named.replace("DIGEST", DIGEST) + "\"]\n");
    assertThat(policy.requirementsFor(reference.replace("DIGEST", DIGEST)).isPresent())
        .isEqualTo(signed);
  }

  @ParameterizedTest
  @CsvSource({
    "linuxkit, linuxkit/init:v1, true",
    "linuxkit, docker.io/linuxkit/init, true",
    "linuxkit, linuxkit2/init, false",
    "linuxkit, ghcr.io/linuxkit/init, false",
    "library, redis, true",
    "docker.io/linuxkit, linuxkit/init, true",
    "ghcr.io/team, ghcr.io/team/deep/er/web, true",
    "ghcr.io/team, ghcr.io/teams/web, false",
    "ghcr.io, ghcr.io/anyone/web, true",
    "localhost:5000, localhost:5000/web, true",
    "localhost:5000, localhost:5001/web, false",
  })
  void namesOrganisations_byTheirPath(String named, String reference, boolean signed)
      throws Exception {
    TrustPolicy policy = policy("trust:\n  org: [\"" + named + "\"]\n");
    assertThat(policy.requirementsFor(reference).isPresent()).isEqualTo(signed);
  }

  @Test
  void demandsWithoutSayingWhom_whenOnlyLinuxKitsFormStands() throws Exception {
    assertThat(required(policy("trust:\n  image: []\n  org: [linuxkit]\n"), "linuxkit/init"))
        .isEmpty();
    assertThat(policy("trust: {}\n").requirementsFor("linuxkit/init")).isEmpty();
    assertThat(policy("init: []\n").requirementsFor("linuxkit/init")).isEmpty();
  }

  @Test
  void replacesGeneralKeys_whereAnEntryNamesItsOwnImages() throws Exception {
    TrustPolicy policy =
        policy(
            """
            trust:
              org: [linuxkit, ghcr.io/team]
              keys:
                - keys/all.pem
                - {key: keys/team.pem, org: [ghcr.io/team]}
                - {key: keys/web.pem, image: [web]}
            """);
    assertThat(required(policy, "linuxkit/init"))
        .extracting(TrustPolicyTest::path)
        .containsExactly("keys/all.pem");
    assertThat(required(policy, "ghcr.io/team/x"))
        .extracting(TrustPolicyTest::path)
        .containsExactly("keys/team.pem");
    assertThat(required(policy, "web:1"))
        .extracting(TrustPolicyTest::path)
        .containsExactly("keys/web.pem");
    assertThat(policy.requirementsFor("nobody/x")).isEmpty();
  }

  private static String path(Requirement requirement) {
    return ((SignedByKeyFile) requirement).path().value();
  }

  @Test
  void addsUp_overSeveralFiles() throws Exception {
    TrustPolicy policy =
        policy(
            "trust:\n  org: [linuxkit]\n",
            "trust:\n  keys: [a.pem]\n",
            "trust:\n  keys: [b.pem]\n");
    assertThat(required(policy, "linuxkit/x"))
        .extracting(TrustPolicyTest::path)
        .containsExactly("a.pem", "b.pem");
  }

  @Test
  void readsIdentitiesAndTuf_asWritten() throws Exception {
    TrustPolicy policy =
        policy(
            """
            trust:
              image: [redis]
              identities:
                - subject: https://ci.example/release@main
                  issuer: https://issuer.example
              tuf:
                - repository: https://tuf.example/metadata
                  root: tuf/root.json
            """);
    assertThat(required(policy, "redis"))
        .first()
        .isEqualTo(
            new SignedByIdentity("https://ci.example/release@main", "https://issuer.example"));
    assertThat(required(policy, "redis").getLast()).isInstanceOf(TrustPolicy.TufTarget.class);
  }

  @Test
  void takesPemText_inlineAndFromFiles() throws Exception {
    TrustPolicy inline = policy("trust:\n  image: [a]\n  keys:\n    - |\n" + PEM.indent(6));
    assertThat(required(inline, "a")).containsExactly(new SignedByKey(PEM));
    TrustPolicy file = policy("trust:\n  image: [a]\n  keys: [k.pem]\n").withKeys(path -> PEM);
    assertThat(required(file, "a")).containsExactly(new SignedByKey(PEM));
  }

  @Test
  void refusesFile_thatHoldsNoPublicKey() throws Exception {
    TrustPolicy policy = policy("trust:\n  image: [a]\n  keys: [k.pem]\n");
    assertThatThrownBy(() -> policy.withKeys(path -> "-----BEGIN PRIVATE KEY-----\nMA==\n"))
        .isInstanceOf(FormatException.class)
        .hasMessage("t0.yml:3:10: trust: a private key; wanted the public key that belongs to it");
    assertThatThrownBy(() -> policy.withKeys(path -> "hello"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("t0.yml:3:10: trust: wanted one \"-----BEGIN PUBLIC KEY-----\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{keys: [a.pem]} | t0.yml:1:16: trust: this entry is for no image",
        "{imgae: [a]} | t0.yml:1:9: unknown key \"imgae\" in trust; did you mean \"image\"?",
        "{image: [A B]} | t0.yml:1:17: reference \"A B\": not an image reference",
        "{org: [\"a:b\"]} | t0.yml:1:15: trust.org: found \"a:b\"; wanted linuxkit, HOST or",
        "{org: linuxkit} | t0.yml:1:14: trust.org: found a string, wanted a list",
        "{image: [a], keys: [\"\"]} | t0.yml:1:28: trust.keys: found \"\"; wanted the path",
        "{image: [a], identities: [{subject: x}]} | t0.yml:1:34: trust.identities[0]: \"issuer\"",
        "{image: [a], tuf: [{repository: x, root: y}]} | t0.yml:1:40: trust.tuf[0].repository:",
        "{image: [a], keys: [\"-----BEGIN PUBLIC KEY-----\"]} | t0.yml:1:28: trust: wanted one",
      })
  void refusesWithPlace_whenSectionIsWrong(String trust, String message) {
    assertThatThrownBy(() -> policy("trust: " + trust + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(message);
  }
}
