package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WhereTest {
  @ParameterizedTest
  @CsvSource({
    "image.yml:3:12, image.yml, 3, 12, image.yml",
    "boot/config-6.1:17, boot/config-6.1, 17, 0, boot/config-6.1",
    "/proc/config.gz:5, /proc/config.gz, 5, 0, file:///proc/config.gz",
    "deb:linux-image!boot/config:412, deb:linux-image!boot/config, 412, 0, deb:linux-image!boot/config",
    "a b%.yml:1:1, a b%.yml, 1, 1, a%20b%25.yml",
    "1x:y.yml:2, 1x:y.yml, 2, 0, 1x%3Ay.yml",
    "<cmdline>, <cmdline>, 0, 0, %3Ccmdline%3E",
    "7:8, 7, 8, 0, 7",
  })
  void takesApart_fileLineAndColumn(String where, String file, int line, int column, String uri) {
    assertThat(Where.parse(where)).contains(new Where(file, line, column));
    assertThat(new Where(file, line, column).uri()).isEqualTo(uri);
    assertThat(URI.create(uri)).isNotNull();
  }

  @Test
  void isNowhere_whenAbsent() {
    assertThat(Where.parse("absent")).isEmpty();
    assertThat(Where.parse("")).isEmpty();
  }
}
