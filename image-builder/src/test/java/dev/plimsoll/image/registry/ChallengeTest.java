package dev.plimsoll.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
  @Test
  void readsQuotedAndPlainValues() throws Exception {
    assertThat(
            Challenge.parse(
                "Bearer realm=\"https://a.example/t?x=1\", service=reg ,scope=\"a:b:pull,push\""))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm",
                    "https://a.example/t?x=1",
                    "service",
                    "reg",
                    "scope",
                    "a:b:pull,push")));
    assertThat(Challenge.parse("Basic realm=\"say \\\"a\\\"\""))
        .containsExactly(new Challenge("basic", Map.of("realm", "say \"a\"")));
  }

  @Test
  void readsSeveralChallenges_inOneHeader() throws Exception {
    assertThat(Challenge.parse("Negotiate, Basic realm=\"a\", Bearer realm=\"b\",service=\"c\""))
        .isEqualTo(
            List.of(
                new Challenge("negotiate", Map.of()),
                new Challenge("basic", Map.of("realm", "a")),
                new Challenge("bearer", Map.of("realm", "b", "service", "c"))));
    assertThat(Challenge.parse("Negotiate YII=, Basic realm=\"a\"").getLast())
        .isEqualTo(new Challenge("basic", Map.of("realm", "a")));
    assertThat(Challenge.parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer realm=\"", "=", "\"a\"", "Bearer realm=\u0001"})
  void refusesWhatIsNone(String header) {
    assertThatThrownBy(() -> Challenge.parse(header)).isInstanceOf(FormatException.class);
  }
}
