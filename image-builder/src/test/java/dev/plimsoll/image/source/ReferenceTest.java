package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.source.Reference.DebPackage;
import dev.plimsoll.image.source.Reference.OciDirectory;
import dev.plimsoll.image.source.Reference.Registry;
import dev.plimsoll.image.spec.Located;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  private static Reference parse(String text) throws FormatException {
    return Reference.parse(new Located<>(text, new SourcePosition("image.yml", 3, 5)));
  }

  @ParameterizedTest
  @CsvSource({
    "busybox, docker://docker.io/library/busybox:latest",
    "busybox:1.36, docker://docker.io/library/busybox:1.36",
    "linuxkit/init:v1, docker://docker.io/linuxkit/init:v1",
    "docker://quay.io/a/b:c, docker://quay.io/a/b:c",
    "localhost:5000/x, docker://localhost:5000/x:latest",
    "127.0.0.1:5055/p/x:1, docker://127.0.0.1:5055/p/x:1",
    "docker.io/alpine, docker://docker.io/library/alpine:latest",
    "oci:service, oci:service",
    "oci:dir/web:v1, oci:dir/web:v1",
    "oci-archive:web.tar:v1, oci-archive:web.tar:v1",
    "docker-archive:web.tar, docker-archive:web.tar",
    "deb:runc, deb:runc",
    "deb:g++=4:12.2.0-3, deb:g++=4:12.2.0-3"
  })
  void expandsToItsFullForm(String text, String full) throws Exception {
    assertThat(parse(text).text()).isEqualTo(full);
  }

  @Test
  void readsDigests() throws Exception {
    assertThat(parse("web@sha256:" + HEX))
        .isInstanceOfSatisfying(
            Registry.class,
            r -> {
              assertThat(r.digest().orElseThrow().hex()).isEqualTo(HEX);
              assertThat(r.tag()).isEmpty();
            });
    assertThat(parse("oci:web@sha256:" + HEX))
        .isInstanceOfSatisfying(OciDirectory.class, o -> assertThat(o.digest()).isPresent());
    assertThat(parse("deb:runc=1.1"))
        .isEqualTo(new DebPackage("runc", java.util.Optional.of("1.1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "deb:",
        "deb:-o=APT::Update",
        "deb:--help",
        "deb:a b",
        "deb:Runc",
        "deb:runc=",
        "deb:runc=-1",
        "deb:../runc",
        "oci:",
        "oci:a:b:c",
        "oci:a:b@sha256:00",
        "oci-archive:a@sha256:00",
        "docker:busybox",
        "UPPER",
        "a//b",
        "http://example.org/x",
        "dir:/etc",
        "containers-storage:x",
        "web@sha256:12",
        "web@md5:12"
      })
  void refusesWithPlace_whenMalformed(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("image.yml:3:5: ");
  }
}
