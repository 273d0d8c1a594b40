package dev.plimsoll.formats.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  /** The examples of TUF 1.0.34 §4.5, and cases of our own. */
  @ParameterizedTest
  @CsvSource({
    "targets/*.tgz, targets/foo.tgz, true",
    "targets/*.tgz, targets/foo.txt, false",
    "foo-version-?.tgz, foo-version-2.tgz, true",
    "foo-version-?.tgz, foo-version-alpha.tgz, false",
    "*.tgz, foo.tgz, true",
    "*.tgz, targets/foo.tgz, false",
    "img/*/*, img/web/1.0, true",
    "img/*/*, img/web, false",
    "img/*/*, img/web/1.0/x, false",
    "?, /, false",
    "*, '', true",
    "a*b*c, axbxbxc, true",
    "a*b*c, axbxbx, false",
    "A, a, false",
    "[ab], a, false",
    "a.c, abc, false",
  })
  void matches_asTheSpecificationSays(String glob, String path, boolean expected) {
    assertThat(new PathPattern(glob).matches(path)).isEqualTo(expected);
  }

  @Property(tries = 2000)
  void agreesWithARegularExpression(
      @ForAll @Chars({'a', 'b', '/', '*', '?'}) @StringLength(max = 8) String glob,
      @ForAll @Chars({'a', 'b', '/'}) @StringLength(max = 10) String path) {
    StringBuilder regex = new StringBuilder();
    glob.chars()
        .forEach(
            c ->
                regex.append(
                    switch (c) {
                      case '*' -> "[^/]*";
                      case '?' -> "[^/]";
                      default -> Pattern.quote(Character.toString(c));
                    }));

    assertThat(new PathPattern(glob).matches(path))
        .as("%s on %s", glob, path)
        .isEqualTo(path.matches(regex.toString()));
  }

  @Test
  void isNotSlow_onManyStars() {
    String glob = "a*".repeat(2_000) + "b";
    String path = "a".repeat(20_000);

    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(new PathPattern(glob).matches(path)).isFalse());
  }
}
