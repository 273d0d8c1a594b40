package dev.plimsoll.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.MemberList.UnknownFormException;
import dev.plimsoll.signer.tuf.RoleSigners.Named;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that stay text say the same as those that go through objects. */
class SignedTextTest {
  private static final Instant END = Instant.parse("2026-05-01T00:00:00Z");
  private static final RoleSigners SIGNERS =
      new RoleSigners(List.of(new Named("key", FixedKeys.ed25519("builder"))));

  private static TargetFile target(int number) {
    JsonObject custom =
        number % 3 == 0
            ? JsonObject.builder().build()
            : JsonObject.builder().put("a \"}]\\", List.of()).put("n", number).build();
    return TargetFile.of(number, Bytes.ofUtf8("t" + number).digest(), custom);
  }

  private static Targets targets(long version, Map<String, TargetFile> all) {
    return new Targets(version, END, all, Optional.empty());
  }

  /** Spliced in any order, in any portions: the bytes of the whole file written at once. */
  @Test
  void splicing_givesTheBytesThatWritingTheWholeGives() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      Map<String, TargetFile> all = new TreeMap<>();
      List<MemberList> before = List.of();
      SignedText text =
          SignedText.make(targets(1, Map.of()), "targets", before, Bins.entries(Map.of()), SIGNERS);
      for (int version = 1; version < 6; version++) {
        Map<String, TargetFile> added = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          int number = random.nextInt(30);
          added.put("img/w/" + random.nextInt(30), target(number));
        }
        all.putAll(added);
        text =
            SignedText.make(
                targets(version, Map.of()), "targets", before, Bins.entries(added), SIGNERS);
        before = List.of(text.members());
        assertThat(text.file()).isEqualTo(SIGNERS.sign(targets(version, all)).file());
        assertThat(text.version()).isEqualTo(version);
        assertThat(text.expires()).isEqualTo(END);
        assertThat(text.members().size()).isEqualTo(all.size());
      }
      Signed<Targets> parsed = Signed.parse("bin", text.file(), Targets::parse);
      assertThat(parsed.signed().targets()).isEqualTo(all);
      assertThat(text.signedBytes()).isEqualTo(parsed.signedBytes());
      for (String path : all.keySet()) {
        assertThat(new RoleFile.Bin("bin", "build", text).find(path)).contains(all.get(path));
      }
      assertThat(text.members().find("img/w/none")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"signatures\":[],\"signed\":{}}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"root\"",
        "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"expires\":\"2026-05-01T00:00:00Z\","
            + "\"spec_version\":\"1.0.34\",\"targets\":{\"b\":{},\"a\":{}},\"version\":1}}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"expires\":\"2026-05-01T00:00:00Z\","
            + "\"spec_version\":\"1.0.34\",\"targets\":{\"a\":{},\"a\":{}},\"version\":1}}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"expires\":\"2026-99-01T00:00:00Z\","
            + "\"spec_version\":\"1.0.34\",\"targets\":{},\"version\":1}}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"expires\":\"2026-05-01T00:00:00Z\","
            + "\"spec_version\":\"1.0.34\",\"targets\":{},\"version\":0}}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"expires\":\"2026-05-01T00:00:00Z\","
            + "\"spec_version\":\"1.0.34\",\"targets\":{},\"x\":1,\"version\":1}}",
      })
  void otherForms_areLeftToTheStrictReader(String file) {
    assertThatThrownBy(() -> SignedText.parse(Targets.TYPE, Bytes.ofUtf8(file)))
        .isInstanceOf(UnknownFormException.class);
  }

  /** Any single change is refused, or leaves a text that the signature no longer covers. */
  @Test
  void mutations_neverLoop_andNeverKeepTheSignedBytes() throws Exception {
    Map<String, TargetFile> all = new TreeMap<>();
    for (int i = 0; i < 9; i++) {
      all.put("img/w/" + i, target(i));
    }
    Bytes file = SIGNERS.sign(targets(3, all)).file();
    SignedText original = SignedText.parse(Targets.TYPE, file);
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = file.toArray();
      int at = random.nextInt(bytes.length);
      bytes[at] = (byte) "{}[]\",:\\0a\u007f".charAt(random.nextInt(11));
      if (random.nextInt(4) == 0) {
        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      Bytes mutated = Bytes.copyOf(bytes);
      try {
        SignedText text = SignedText.parse(Targets.TYPE, mutated);
        boolean same =
            text.signatures().equals(original.signatures())
                && text.signedBytes().equals(original.signedBytes());
        assertThat(same).isEqualTo(mutated.equals(file));
      } catch (UnknownFormException e) {
        assertThat(mutated).isNotEqualTo(file);
      }
    }
  }

  /** Damage between writing and checking, in a small bin and in one that is checked as text. */
  @ParameterizedTest
  @ValueSource(ints = {1, 700})
  void damagedOnDisk_isNotPublished(int images, @TempDir Path directory) throws Exception {
    Repositories.initialise(directory);
    Path metadata = directory.resolve("metadata");
    PublishStep damage =
        step -> {
          if (step.equals("verify")) {
            for (String bin : List.of("2.build-0.json", "2.build-1.json")) {
              Path file = metadata.resolve(bin);
              if (Files.exists(file)) {
                String text = Files.readString(file, StandardCharsets.UTF_8);
                Files.writeString(file, text.replace("\"length\":7", "\"length\":8"));
              }
            }
          }
        };
    byte[] before = Files.readAllBytes(metadata.resolve("timestamp.json"));
    TufRepository repository = Repositories.open(directory, damage);

    List<TufRepository.NewTarget> targets =
        java.util.stream.IntStream.range(0, images).mapToObj(Repositories::image).toList();
    assertThatThrownBy(() -> repository.publish(targets, Repositories.NOW))
        .isInstanceOfAny(IOException.class, dev.plimsoll.formats.FormatException.class)
        .hasMessageContaining("valid signatures");
    assertThat(metadata.resolve("timestamp.json")).hasBinaryContent(before);
    assertThat(repository.findTarget("img/web/0")).isEmpty();
  }

  @Test
  void digestOfThePath_choosesTheBin() {
    Digest hash = Bytes.ofUtf8("img/web/1").digest();
    BinsOfBits bins = new BinsOfBits(hash);
    assertThat(Bins.names(bins.of(8)).get(bins.first(8)))
        .isEqualTo(bins.of(8).binOf("img/web/1").name());
    assertThat(Bins.names(bins.of(9)).get(bins.first(9)))
        .isEqualTo(bins.of(9).binOf("img/web/1").name());
    assertThat(Bins.names(bins.of(1))).containsExactly("build-0", "build-1");
  }

  private record BinsOfBits(Digest hash) {
    dev.plimsoll.formats.tuf.SuccinctRoles of(int bits) {
      return new dev.plimsoll.formats.tuf.SuccinctRoles(
          new dev.plimsoll.formats.tuf.Role(List.of("key"), 1), bits, "build");
    }

    int first(int bits) {
      return Integer.parseInt(hash.hex().substring(0, 4), 16) >>> (16 - bits);
    }
  }
}
