package dev.plimsoll.kernel.cmdline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  private static CommandLine parse(String text) throws FormatException {
    return CommandLine.parse("cmdline", Bytes.ofUtf8(text));
  }

  /** Cases of lib/cmdline.c next_arg: input, then name, value and column of the one parameter. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "quiet|quiet|``|1",
        "`  quiet`|quiet|``|3",
        "a=b|a|b|1",
        "a=b=c|a|b=c|1",
        "a=|a|``|1",
        "`a=\"b c\"`|a|b c|1",
        "`\"a=b c\"`|a|b c|1",
        "`\"a b\"`|a b|``|1",
        "`a=\"b\"c`|a|b\"c|1",
        "`a=b\"c d\"`|a|b\"c d\"|1",
        "`a=\"b`|a|b|1",
        "`\"`|``|``|1",
        "=x|=x|``|1",
      })
  void parse_splitsAsTheKernelDoes(String text, String name, String value, int column)
      throws Exception {
    CommandLine line = parse(text);

    assertThat(line.parameters()).hasSize(1);
    Parameter p = line.parameters().getFirst();
    assertThat(p.name()).isEqualTo(name);
    assertThat(p.value()).isEqualTo(value);
    assertThat(p.column()).isEqualTo(column);
  }

  @Test
  void find_givesTheLast_andLooksThroughDashes() throws Exception {
    CommandLine line = parse("page-alloc.shuffle=0 quiet page_alloc.shuffle=1");

    assertThat(line.find("page_alloc-shuffle")).isEmpty();
    assertThat(line.find("page_alloc.shuffle").map(Parameter::value)).contains("1");
    assertThat(line.find("page-alloc.shuffle").map(Parameter::column)).contains(28);
    assertThat(line.parameters()).hasSize(3);
  }

  @Test
  void parse_leavesWhatFollowsTwoDashesToInit() throws Exception {
    CommandLine line = parse("quiet -- single init=/bin/sh");

    assertThat(line.parameters()).hasSize(1);
    assertThat(line.find("init")).isEmpty();
    assertThat(line.initArguments()).isEqualTo("single init=/bin/sh");
  }

  @Test
  void parse_countsLinesAndColumns() throws Exception {
    Parameter p = parse("quiet\n  mitigations=off\n").find("mitigations").orElseThrow();

    assertThat(p.line()).isEqualTo(2);
    assertThat(p.column()).isEqualTo(3);
  }

  @Test
  void parse_takesTheTrailingNulOfProc_butNoneInside() throws Exception {
    assertThat(parse("quiet\n\0").parameters()).hasSize(1);
    assertThatThrownBy(() -> parse("quiet\0 mitigations=off"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("NUL byte inside the command line, at byte 6");
  }

  @Test
  void parse_splitsAtTheKernelsBlanks() throws Exception {
    byte[] text = {'a', 0x0b, 'b', (byte) 0xa0, 'c', '\t', 'd'};

    assertThat(CommandLine.parse("cmdline", Bytes.copyOf(text)).parameters()).hasSize(4);
  }

  @Test
  void parse_refusesTooMuch() {
    assertThatThrownBy(() -> parse("a".repeat(CommandLine.MAX_BYTES + 1)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the limit is 65536");
  }
}
