package dev.plimsoll.signer.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.verifier.Pem;
import dev.plimsoll.verifier.VerifyingKey.Algorithm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
  private static final Bytes MESSAGE = Bytes.ofUtf8("message");

  @TempDir private Path home;
  private Path keys;
  private final SecureRandom random = new SecureRandom();

  @BeforeEach
  void name() {
    keys = home.resolve("state/keys");
  }

  private SigningKey make(String name, Kind kind) throws Exception {
    return KeyFiles.loadOrCreate(keys, name, kind, random);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void chmod(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void makesAKey_thatLoadsAgain_andSigns(Kind kind) throws Exception {
    SigningKey made = make("verdict", kind);

    SigningKey loaded = KeyFiles.load(keys, "verdict");

    assertThat(loaded.publicKey()).isEqualTo(made.publicKey());
    assertThat(make("verdict", kind).publicKey()).isEqualTo(made.publicKey());
    assertThat(KeyFiles.loadPublic(keys.resolve("verdict.pub"))).isEqualTo(made.publicKey());
    loaded.publicKey().verify(MESSAGE, loaded.sign(MESSAGE));
  }

  @Test
  void keepsKeysFromOthers() throws Exception {
    make("verdict", Kind.ECDSA_P256);

    assertThat(mode(keys)).isEqualTo("rwx------");
    assertThat(mode(keys.resolve("verdict.key"))).isEqualTo("rw-------");
    assertThat(mode(keys.resolve("verdict.pub"))).isEqualTo("rw-r--r--");
    try (Stream<Path> files = Files.list(keys)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("verdict.key", "verdict.pub");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
  void refusesAKeyFile_thatOthersMayUse(String mode) throws Exception {
    make("verdict", Kind.ECDSA_P256);
    chmod(keys.resolve("verdict.key"), mode);

    assertThatThrownBy(() -> KeyFiles.load(keys, "verdict"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("verdict.key: private key with mode " + mode)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesADirectory_thatOthersMayWriteTo() throws Exception {
    make("verdict", Kind.ECDSA_P256);
    chmod(keys, "rwxrwx---");

    assertThatThrownBy(() -> KeyFiles.load(keys, "verdict"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("others may write to this key directory");
  }

  @Test
  void refusesThePublicFile_ofAnotherKey() throws Exception {
    make("a", Kind.ECDSA_P256);
    make("b", Kind.ECDSA_P256);
    Files.delete(keys.resolve("a.pub"));
    Files.copy(keys.resolve("b.pub"), keys.resolve("a.pub"));

    assertThatThrownBy(() -> KeyFiles.load(keys, "a"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("does not belong to the private key beside it");
  }

  @Test
  void makesTheMissingPublicFile_againAfterACrash() throws Exception {
    SigningKey made = make("a", Kind.ED25519);
    Files.delete(keys.resolve("a.pub"));

    KeyFiles.load(keys, "a");

    assertThat(KeyFiles.loadPublic(keys.resolve("a.pub"))).isEqualTo(made.publicKey());
  }

  @Test
  void makesNoNewKey_whereOneWasTakenAway() throws Exception {
    make("a", Kind.ED25519);
    Files.delete(keys.resolve("a.key"));

    assertThatThrownBy(() -> make("a", Kind.ED25519))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("put the key back, or remove a.pub");
    assertThatThrownBy(() -> KeyFiles.load(keys, "a")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesAKeyOfTheOtherKind() throws Exception {
    make("a", Kind.ED25519);

    assertThatThrownBy(() -> make("a", Kind.ECDSA_P256))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("found an ED25519 key, wanted ECDSA_P256");
  }

  @Test
  void makesOneKey_whenManyAskAtOnce() throws Exception {
    Set<String> ids = new HashSet<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Callable<SigningKey>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> make("a", Kind.ECDSA_P256));
      }
      for (Future<SigningKey> key : pool.invokeAll(calls)) {
        ids.add(key.get().publicKey().keyId());
      }
    }

    assertThat(ids).hasSize(1);
  }

  @Test
  void neverShowsKeyMaterial() throws Exception {
    SigningKey key = make("a", Kind.ECDSA_P256);
    Path file = keys.resolve("a.key");
    String pem = Files.readString(file);
    String secret = pem.lines().toList().get(1);
    List<String> broken =
        List.of(
            pem.replace("-----END", secret + "*\n-----END"),
            pem.replace("-----END PRIVATE KEY-----", ""),
            pem.replace("PRIVATE KEY", "EC PRIVATE KEY"),
            pem.replace(secret, secret.substring(4)),
            pem.replace(secret, new StringBuilder(secret).reverse()),
            pem + pem);

    assertThat(key.toString()).doesNotContain(secret);
    for (String text : broken) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> KeyFiles.load(keys, "a"))
          .isInstanceOf(FormatException.class)
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(secret.substring(8, 40)))
          .hasMessageNotContaining("\n");
    }
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** P-384, an empty sequence, and an encrypted key. */
  @Test
  void refusesOtherKinds() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    byte[] p384 = generator.generateKeyPair().getPrivate().getEncoded();
    for (Bytes pem :
        List.of(
            Pem.encode("PRIVATE KEY", p384),
            Pem.encode("PRIVATE KEY", new byte[] {0x30, 0x00}),
            Pem.encode("ENCRYPTED PRIVATE KEY", p384))) {
      assertThatThrownBy(() -> SigningKey.parsePem("k", pem.toArray()))
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("k");
    }
  }

  @Test
  void refusesNames_thatLeaveTheDirectory() {
    for (String name : List.of("../a", "a/b", "", "A", ".a")) {
      assertThatThrownBy(() -> KeyFiles.load(keys, name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesAHugeFile() throws Exception {
    make("a", Kind.ED25519);
    Files.writeString(
        keys.resolve("a.key"), "x".repeat(Pem.MAX_BYTES + 1), StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> KeyFiles.load(keys, "a"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("not a key file");
  }

  /** RFC 8032 §7.1, test 1: the seed gives this public key. */
  @Test
  void derivesThePublicKey_ofTheVectorOfRfc8032() throws Exception {
    Bytes pkcs8 =
        Bytes.parseHex(
            "302e020100300506032b657004220420"
                + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    SigningKey key = SigningKey.parsePem("k", Pem.encode("PRIVATE KEY", pkcs8.toArray()).toArray());

    assertThat(key.publicKey().algorithm()).isEqualTo(Algorithm.ED25519);
    assertThat(key.publicKey().rawEd25519().hex())
        .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assertThat(key.sign(Bytes.ofUtf8("")).hex())
        .isEqualTo(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  }

  /** RFC 6979 A.2.5: private key and public point of P-256. */
  @Test
  void derivesThePublicKey_ofTheVectorOfRfc6979() throws Exception {
    Bytes pkcs8 =
        Bytes.parseHex(
            "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"
                + "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    SigningKey key = SigningKey.parsePem("k", Pem.encode("PRIVATE KEY", pkcs8.toArray()).toArray());

    assertThat(key.publicKey().spki().hex())
        .endsWith(
            "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    key.publicKey().verifyDigest(MESSAGE.digest(), key.signDigest(MESSAGE.digest()));
  }

  @Test
  void ed25519_signsNoDigest() throws Exception {
    SigningKey key = make("a", Kind.ED25519);

    assertThatThrownBy(() -> key.signDigest(MESSAGE.digest()))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
