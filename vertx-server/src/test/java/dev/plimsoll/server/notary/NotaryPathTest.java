package dev.plimsoll.server.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.signer.notary.Gun;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NotaryPathTest {
  private static final Gun WEB = new Gun("localhost:5000/plimsoll/web");
  private static final String TUF = "/v2/localhost:5000/plimsoll/web/_trust/tuf/";

  @Test
  void readsEveryFormOfName() throws Exception {
    String hex = "A".repeat(64);
    assertThat(NotaryPath.parse("/v2/")).isEqualTo(new NotaryPath.Ping());
    assertThat(NotaryPath.parse("/v2/_trust/changefeed"))
        .isEqualTo(new NotaryPath.Feed(Optional.empty()));
    assertThat(NotaryPath.parse("/v2/a/b/_trust/changefeed"))
        .isEqualTo(new NotaryPath.Feed(Optional.of(new Gun("a/b"))));
    assertThat(NotaryPath.parse(TUF)).isEqualTo(new NotaryPath.Collection(WEB));
    assertThat(NotaryPath.parse(TUF + "snapshot.key"))
        .isEqualTo(new NotaryPath.ServerKey(WEB, "snapshot"));
    assertThat(NotaryPath.parse(TUF + "targets/a/b.json"))
        .isEqualTo(new NotaryPath.Metadata(WEB, "targets/a/b", Optional.empty(), Optional.empty()));
    assertThat(NotaryPath.parse(TUF + "12.targets/a.json"))
        .isEqualTo(new NotaryPath.Metadata(WEB, "targets/a", Optional.of(12L), Optional.empty()));
    assertThat(NotaryPath.parse(TUF + "root." + hex + ".json"))
        .isEqualTo(
            new NotaryPath.Metadata(
                WEB, "root", Optional.empty(), Optional.of(new Digest("a".repeat(64)))));
    // a delegation may be called as the separator is
    assertThat(NotaryPath.parse("/v2/a/_trust/tuf/targets/_trust/tuf.json"))
        .isEqualTo(
            new NotaryPath.Metadata(
                new Gun("a"), "targets/_trust/tuf", Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/a,GENERIC_NOT_FOUND",
    "/v2/a/_trust/,GENERIC_NOT_FOUND",
    "/v2/a/_trust/tuf/root,GENERIC_NOT_FOUND",
    "/v2//_trust/tuf/root.json,INVALID_GUN",
    "/v2/../_trust/tuf/root.json,INVALID_GUN",
    "/v2/a/../b/_trust/tuf/root.json,INVALID_GUN",
    "/v2/a%2fb/_trust/tuf/root.json,INVALID_GUN",
    "/v2/ü/_trust/tuf/root.json,INVALID_GUN",
    "/v2/a/_trust/tuf/.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/../root.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/targets/..%2fx.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/targets//x.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/targets/é.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/99999999999999999999.root.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/-1.root.json,METADATA_NOT_FOUND",
    "/v2/a/_trust/tuf/mirrors.json,METADATA_NOT_FOUND"
  })
  void refusesWhatIsNone(String path, Code code) {
    assertThatThrownBy(() -> NotaryPath.parse(path))
        .asInstanceOf(type(NotaryRefusal.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
