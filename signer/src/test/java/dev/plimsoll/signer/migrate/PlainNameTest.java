package dev.plimsoll.signer.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.tuf.PathPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainNameTest {
  private static final String ALPHABET = "ab/~_.%*?:3é𝄞";

  @ParameterizedTest
  @CsvSource({
    "localhost/team/web, localhost~team~web",
    "localhost:5000/x, localhost_3a5000~x",
    "v1_2-rc.1, v1__2-rc.1",
    "..,_2e.",
    ".hidden,_2ehidden",
    "a//b,a~~b",
    "a~b,a_7eb",
    "a*b?,a_2ab_3f",
    "é,_c3_a9"
  })
  void isOnePathSegmentThatNobodyQuotes(String name, String plain) {
    assertThat(PlainName.of(name)).isEqualTo(plain).matches("[A-Za-z0-9._~-]+");
  }

  @Test
  void noTwoNamesAreTheSame_andPrefixesStayPrefixes() {
    Random random = new Random(6);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      names.add(text(random));
    }
    List<String> all = List.copyOf(names);
    assertThat(all.stream().map(PlainName::of).distinct()).hasSize(all.size());
    for (int i = 0; i < 20_000; i++) {
      String prefix = all.get(random.nextInt(all.size()));
      String name = random.nextBoolean() ? prefix + text(random) : text(random);
      boolean covered =
          new PathPattern("g/" + PlainName.of(prefix) + "*").matches("g/" + PlainName.of(name));
      assertThat(covered).as("%s of %s", prefix, name).isEqualTo(name.startsWith(prefix));
    }
  }

  private static String text(Random random) {
    int[] points = ALPHABET.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(5); n > 0; n--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
