package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language itself: what each construct means, and one located line for what is wrong. */
class KconfigReaderTest {
  private static String depends(Kconfig k, String symbol) {
    return k.words(k.definitions(k.find(symbol))[0].depends());
  }

  @Test
  void entry_hasTypePromptAndPlace() throws Exception {
    Kconfig k =
        Trees.x86(
            """
            mainmenu "Linux/$(ARCH) Kernel Configuration"
            # a comment
            config FOO
            \tbool "Foo 'quoted' \\"twice\\""
            \tdefault y
            \thelp
            \t  Text with "quotes", $(shell,rm -rf /) and
            \t  config NOT_A_SYMBOL

            \t  more of it.

            menuconfig BAR
            \ttristate
            \tprompt "Bar" if FOO
            """);

    assertThat(k.defined()).isEqualTo(2);
    assertThat(k.table().version()).isEqualTo("7.2.3");
    int foo = k.find("FOO");
    assertThat(k.type(foo)).isEqualTo(OptionType.BOOL);
    assertThat(k.prompt(foo)).contains("Foo 'quoted' \"twice\"");
    assertThat(k.places(foo)).containsExactly("Kconfig:3");
    Definition bar = k.definitions(k.find("BAR"))[0];
    assertThat(k.type(k.find("BAR"))).isEqualTo(OptionType.TRISTATE);
    assertThat(k.words(bar.promptCondition())).isEqualTo("FOO");
    assertThat(k.find("NOT_A_SYMBOL")).isNegative();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      value = {
        "A && B || C~A && B || C",
        "A && (B || C)~A && (B || C)",
        "!A && !(B || C)~!A && !(B || C)",
        "!(A = B)~!(A = B)",
        "A != y && B >= 10~A != y && B >= 10",
        "A = \"x y\" || B <= -1~A = \"x y\" || B <= -1",
        "A < B && B > 0x10~A < B && B > 0x10",
        "m~m && MODULES",
        "A = m~A = m",
        "$(cc-option,-fx) && A~$(cc-option,-fx) && A",
      })
  void depends_keepsTheExpression(String written, String read) throws Exception {
    Kconfig k =
        Trees.x86(
            "cc-option = $(shell,cc $(1) && echo y)\nconfig X\n\tbool\n\tdepends on "
                + written
                + "\n");

    assertThat(depends(k, "X")).isEqualTo(read);
  }

  @Test
  void depends_ofBlocksAroundItAndSeveralLines_areJoined() throws Exception {
    Kconfig k =
        Trees.x86(
            """
            menu "Outer"
            \tdepends on A
            \tvisible if V
            if B
            config X
            \tbool "x" if P
            \tdepends on C
            \tdepends on D \\
            \t\t|| E
            endif
            endmenu
            config Y
            \tbool
            """);

    assertThat(depends(k, "X")).isEqualTo("A && B && C && (D || E)");
    assertThat(k.words(k.definitions(k.find("X"))[0].promptCondition())).isEqualTo("V && P");
    assertThat(depends(k, "Y")).isEqualTo("y");
  }

  /** New in Linux 7.x: the dependency counts only where the condition holds. */
  @Test
  void dependsIf_countsOnlyWhereItHolds() throws Exception {
    Kconfig k =
        Trees.x86("config X\n\tbool \"x\"\n\tdepends on A if B\n\tdepends on C || D if E && F\n");

    assertThat(depends(k, "X")).isEqualTo("(A || !B) && (C || D || !(E && F))");
  }

  @Test
  void transitional_isReadForItsSuccessor_andNotWritten() throws Exception {
    Kconfig k =
        Trees.x86(
            """
            config CFI
            \tbool "Use CFI"
            \tdefault CFI_CLANG
            config CFI_CLANG
            \tbool
            \ttransitional
            \thelp
            \t  Renamed.
            """);

    Resolution r = Trees.resolve(k, "CONFIG_CFI_CLANG=y");

    assertThat(r.tri(k.find("CFI"))).isEqualTo(Tristate.Y);
    assertThat(r.written(k.find("CFI_CLANG"))).isFalse();
    assertThat(Trees.resolve(k, "CONFIG_CFI_CLANG=y\n# CONFIG_CFI is not set").tri(k.find("CFI")))
        .isEqualTo(Tristate.N);
  }

  @Test
  void macros_areExpanded_butNothingIsRun() throws Exception {
    Kconfig k =
        Trees.x86(
            """
            left_paren := (
            name = $(1)_$(2)
            twice = $(name,$(1),$(1))
            base = 1
            simple := $(base)
            recursive = $(base)
            base = 2
            list := one
            list += two
            config $(name,A,B)
            \tbool
            \tdefault y if "$(list)" = "one two"
            config X
            \tstring
            \tdefault "$(simple)|$(recursive)|$(twice,Q)|$(left_paren)|$(filename):$(lineno)"
            config Y
            \tstring
            \tdefault "$(shell,touch /tmp/plimsoll-was-here)"
            config Z
            \tbool
            \tdefault "$(ARCH)" = "x86"
            $(info,hello)
            $(warning-if,y,careful)
            $(error-if,$(shell,echo y),not known here)
            """);

    assertThat(k.find("A_B")).isNotNegative();
    assertThat(Trees.resolve(k, "").text(k.find("X"))).isEqualTo("1|2|Q_Q|(|Kconfig:15");
    assertThat(k.words(k.definitions(k.find("Y"))[0].defaultAt(0).value()))
        .isEqualTo("$(shell,touch /tmp/plimsoll-was-here)");
    assertThat(java.nio.file.Path.of("/tmp/plimsoll-was-here")).doesNotExist();
    assertThat(Trees.resolve(k, "CONFIG_Y=\"seen\"").text(k.find("Y"))).isEqualTo("seen");
    assertThat(Trees.resolve(k, "").tri(k.find("Z"))).isEqualTo(Tristate.Y);
  }

  @Test
  void source_readsFilesOfTheArchitecture() throws Exception {
    Map<String, String> files = Trees.files("source \"arch/$(SRCARCH)/Kconfig\"\n");
    files.put("arch/x86/Kconfig", "config X86\n\tdef_bool y\nsource \"lib/Kconfig\"\n");
    files.put("arch/arm64/Kconfig", "config ARM64\n\tdef_bool y\nsource \"lib/Kconfig\"\n");
    files.put("lib/Kconfig", "config LIB\n\tbool \"lib\"\n\tdefault X86\n");

    SymbolTable t = Trees.table(files, KconfigLimits.STANDARD, EnumSet.allOf(KconfigArch.class));

    assertThat(t.archs()).containsExactlyInAnyOrder(KconfigArch.X86, KconfigArch.ARM64);
    assertThat(t.archsOf("LIB")).hasSize(2);
    assertThat(t.archsOf("ARM64")).containsExactly(KconfigArch.ARM64);
    assertThat(t.archsOf("NONE")).isEmpty();
    assertThat(t.arch(KconfigArch.ARM64).orElseThrow().find("X86")).isNegative();
    assertThat(t.definitions(t.names().find("LIB"))).hasSize(1);
  }

  @Test
  void olderConstructs_areRead() throws Exception {
    Kconfig k =
        Trees.x86(
            """
            config MODULES
            \tbool "modules"
            \toption modules
            config ARCH
            \tstring
            \toption env="ARCH"
            choice NAMED
            \ttristate "which"
            \toptional
            \tdefault ONE
            config ONE
            \ttristate "one"
            \t---help---
            \t  old help
            endchoice
            """);

    assertThat(k.modules()).isEqualTo(k.find("MODULES"));
    assertThat(Trees.resolve(k, "").text(k.find("ARCH"))).isEqualTo("x86");
    assertThat(k.choice(k.choiceOf(k.find("ONE"))).optional()).isTrue();
  }

  /** The top file (\n for a line's end), and the one line that is said of it. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "config|Kconfig:1:7: found the end of the line, wanted a symbol's name",
        "config A B|Kconfig:1:10: found \"B\", wanted the end of the line",
        "config if|Kconfig:1:8: found \"if\", wanted a symbol's name",
        "bogus statement|Kconfig:1:1: unknown statement \"bogus\"",
        "config A\\n\\tbool\\n\\tdepends on B &&|Kconfig:3:17: found the end of the line, wanted a symbol",
        "config A\\n\\tbool\\n\\tdepends on (B|Kconfig:3:13: \"(\" without its \")\"",
        "config A\\n\\tbool\\n\\tdepends B|Kconfig:3:10: found \"B\", wanted \"on\"",
        "config A\\n\\tbool\\n\\tdepends on B ; C|Kconfig:3:15: unexpected character \";\"",
        "config A\\n\\tbool \"x|Kconfig:2:7: a quoted text without its end on the line",
        "config A\\n\\tbool\\n\\tint|Kconfig:3:2: A has two types, bool and int",
        "config A\\n\\tselect $(shell,x)|Kconfig:2:9: found \"$(shell,x)\", wanted a symbol's name",
        "\\tdefault y|Kconfig:1:2: a property that belongs to no config or choice entry",
        "depends on A|Kconfig:1:1: depends that belongs to no entry",
        "visible if A|Kconfig:1:1: visible is for menus",
        "menu \"m\"|Kconfig:1:1: menu without its endmenu in this file",
        "endif|Kconfig:1:1: endif without a if in this file",
        "menu \"m\"\\nendif|Kconfig:2:1: endif, wanted endmenu for the menu at line 1",
        "choice\\nconfig A|Kconfig:1:1: a choice without a prompt",
        "choice\\n\\tint|Kconfig:2:2: int is not for a choice",
        "config A\\n\\toptional|Kconfig:2:2: optional is for choices",
        "source \"none\"|Kconfig:1:8: no file \"none\" in tree",
        "source \"Kconfig\"|Kconfig:1:8: source \"Kconfig\" goes round in a circle: Kconfig sources it again",
        "source \"$(shell,x)\"|Kconfig:1:8: source \"$(shell,x)\" depends on the build machine, wanted a path",
        "a = $(b)\\nb = $(a)\\nconfig X\\n\\tdefault \"$(a)\"|Kconfig:4:11: variable \"a\" refers to itself",
        "config $(x|Kconfig:1:8: found \"$(x\", wanted its \")\"",
        "$(error-if,y,no way)|Kconfig:1:1: the tree says: \"no way\"",
        "a := $(shell,x,y)|Kconfig:1:6: $(shell) with 2 arguments, wanted 1",
        "\"quoted\"|Kconfig:1:1: found \"quoted\", wanted a statement",
        "config A\\n\\tbool \"a\" if|Kconfig:2:13: found the end of the line, wanted a symbol",
      })
  void error_isOneLocatedLine(String kconfig, String message) {
    assertThatThrownBy(() -> Trees.x86(kconfig.replace("\\n", "\n").replace("\\t", "\t")))
        .isInstanceOf(FormatException.class)
        .hasMessage(message);
  }

  @Test
  void circleOfFiles_isNamed() {
    Map<String, String> files = Trees.files("source \"a\"\n");
    files.put("a", "source \"b\"\n");
    files.put("b", "\nsource \"a\"\n");

    assertThatThrownBy(() -> Trees.x86(files))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "b:2:8: source \"a\" goes round in a circle: Kconfig sources a sources b sources it again");
  }

  @Test
  void nulByte_isLocated() {
    assertThatThrownBy(() -> Trees.x86("# fine\nconfig A\0\n"))
        .isInstanceOf(FormatException.class)
        .hasMessage("Kconfig:2:1: a NUL byte, wanted text");
  }

  @Test
  void carriageReturnsAndNoLastLineEnd_areRead() throws Exception {
    Kconfig k = Trees.x86("config A\r\n\tbool \"a\"\r\n\tdefault y");

    assertThat(k.prompt(k.find("A"))).contains("a");
    assertThat(Trees.resolve(k, "").tri(k.find("A"))).isEqualTo(Tristate.Y);
  }

  @Test
  void limits_areKept() {
    KconfigLimits small = new KconfigLimits(1 << 20, 100_000, 5, 3, 4, 3, 10, 5, 100, 50);
    Map<String, String> bad = new HashMap<>();
    bad.put("source \"a\"\n", "b:1:8: files source one another deeper than 3");
    bad.put("if A\n".repeat(5), "Kconfig:5:1: blocks nest deeper than 4");
    bad.put("config A\nconfig B\nconfig C\nconfig D\n", "Kconfig:4:1: more than 3 definitions");
    bad.put(
        "config A\n\tdepends on " + "!".repeat(30) + "B\n",
        "Kconfig:2:23: an expression deeper than 10 operators");
    bad.put(
        "config A\n\tdepends on " + "(".repeat(5_000) + "B\n",
        "Kconfig:2:23: an expression deeper than 10 operators");
    bad.put(
        "config A\n\tdepends on B1 && B2 && B3 && B4 && B5 && B6 && B7 && B8 && B9 && Ba && Bb\n",
        "Kconfig:2:13: an expression deeper than 10 operators");
    bad.put(
        "a=$(b)\nb=$(c)\nc=$(d)\nd=$(e)\ne=$(f)\nf=$(g)\nconfig A\n\tdefault $(a)\n",
        "Kconfig:8:10: references nest deeper than 5");
    bad.put(
        "a := 0123456789\nb := $(a)$(a)$(a)$(a)\nc := $(b)$(b)$(b)\n",
        "Kconfig:3:6: expands to more than 100 characters");
    bad.put("a := $(x)\n".repeat(51), "Kconfig:51:6: more than 50 references in the tree");
    bad.put("source \"e\"\n".repeat(6), "Kconfig:5:8: more than 5 files");
    bad.put("#" + "x".repeat(100_000), "Kconfig:1:1: more than 100000 bytes in all");

    bad.forEach(
        (kconfig, message) -> {
          Map<String, String> files = Trees.files(kconfig);
          files.put("a", "source \"b\"\n");
          files.put("b", "source \"c\"\n");
          files.put("c", "source \"e\"\n");
          files.put("e", "\n");
          assertThatThrownBy(() -> Trees.table(files, small, EnumSet.of(KconfigArch.X86)))
              .isInstanceOf(FormatException.class)
              .hasMessage(message + " (limit of the Kconfig reader)");
        });
  }
}
