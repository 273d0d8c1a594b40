package dev.plimsoll.server.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
  private static final Set<Coding> BOTH = EnumSet.of(Coding.GZIP, Coding.ZSTD);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|GZIP",
        "zstd|ZSTD",
        "gzip, zstd|ZSTD",
        "gzip, deflate, br|GZIP",
        "GZip|GZIP",
        "x-gzip|GZIP",
        "br|IDENTITY",
        "''|IDENTITY",
        "identity|IDENTITY",
        "gzip;q=0|IDENTITY",
        "gzip;q=0.0, zstd;q=0.000|IDENTITY",
        "zstd;q=0.5, gzip;q=0.8|GZIP",
        "zstd;q=0.5, gzip;q=0.5|ZSTD",
        "gzip;q=0.5, identity|IDENTITY",
        "gzip;q=0.001|GZIP",
        "gzip ; q=1.0|GZIP",
        "*|ZSTD",
        "*;q=0.1, gzip|GZIP",
        "zstd;q=0, *|GZIP",
        "*;q=0|''",
        "identity;q=0|''",
        "identity;q=0, gzip|GZIP",
        "*;q=0, identity|IDENTITY",
        "*;q=0, zstd|ZSTD",
        "gzip;q=2|IDENTITY",
        "gzip;q=0.1234|IDENTITY",
        "gzip;q=nan|IDENTITY",
        "gzip;level=9|IDENTITY",
        ",,;,gzip|GZIP",
      })
  void choosesByWeight(String header, String wanted) {
    assertThat(AcceptEncoding.choose(header, BOTH).map(Enum::name).orElse(""))
        .isEqualTo(wanted.toUpperCase(Locale.ROOT));
  }

  @Test
  void withoutHeader_isTheContentItself() {
    assertThat(AcceptEncoding.choose(null, BOTH)).contains(Coding.IDENTITY);
  }

  @Test
  void longHeader_isAsNone() {
    assertThat(AcceptEncoding.choose("gzip," + " ".repeat(2000), BOTH)).contains(Coding.IDENTITY);
  }

  @Test
  void codingThatIsLonger_isTakenOnlyWhereTheContentItselfIsRefused() {
    assertThat(AcceptEncoding.choose("gzip", Set.of())).contains(Coding.IDENTITY);
    assertThat(AcceptEncoding.choose("gzip, identity;q=0", Set.of()))
        .isEqualTo(Optional.of(Coding.GZIP));
  }
}
