package dev.plimsoll.image.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.lint.ElfHardening.Relro;
import dev.plimsoll.image.lint.ElfHardening.Stack;
import dev.plimsoll.image.lint.ElfHardening.Type;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElfReaderTest {
  private static final long FLAGS = 30;
  private static final long FLAGS_1 = 0x6ffffffb;

  static Stream<ElfSample> kinds() {
    return Stream.of(32, 64)
        .flatMap(
            bits ->
                Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                    .map(order -> new ElfSample(bits, order)));
  }

  private static ElfHardening read(byte[] file) throws FormatException, IOException {
    return ElfReader.read(
        (at, length) ->
            at >= file.length
                ? new byte[0]
                : Arrays.copyOfRange(
                    file, (int) at, (int) Math.min(file.length, at + (long) length)),
        file.length);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void program_isHardened_inEveryClassAndByteOrder(ElfSample sample) throws Exception {
    ElfHardening elf =
        read(
            sample
                .interpreter()
                .stack(ElfSample.READ | ElfSample.WRITE)
                .relro()
                .tag(FLAGS, 8)
                .tag(FLAGS_1, 0x08000001L)
                .name("__stack_chk_fail")
                .name("__memcpy_chk")
                .bytes());

    assertThat(elf.type()).isEqualTo(Type.PIE);
    assertThat(elf.stack()).isEqualTo(Stack.NOT_EXECUTABLE);
    assertThat(elf.relro()).isEqualTo(Relro.FULL);
    assertThat(elf.rwxSegments()).isZero();
    assertThat(elf.canary()).contains(true);
    assertThat(elf.fortify()).contains(true);
    assertThat(elf.rpath()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void program_hasEveryWeakness_inEveryClassAndByteOrder(ElfSample sample) throws Exception {
    ElfHardening elf =
        read(
            sample
                .type(2)
                .interpreter()
                .stack(7)
                .load(7)
                .tag(15, "/opt/lib:$ORIGIN")
                .tag(29, "/tmp")
                .name("memcpy")
                .bytes());

    assertThat(elf.type()).isEqualTo(Type.FIXED_EXECUTABLE);
    assertThat(elf.stack()).isEqualTo(Stack.EXECUTABLE);
    assertThat(elf.relro()).isEqualTo(Relro.NONE);
    assertThat(elf.rwxSegments()).isEqualTo(1);
    assertThat(elf.canary()).contains(false);
    assertThat(elf.fortify()).contains(false);
    assertThat(elf.rpath()).containsExactly("/opt/lib", "$ORIGIN");
    assertThat(elf.runpath()).containsExactly("/tmp");
  }

  @Test
  void relro_isPartial_whenFunctionsAreBoundLazily() throws Exception {
    ElfSample sample = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).relro().tag(14, "libx.so");

    ElfHardening elf = read(sample.bytes());

    assertThat(elf.relro()).isEqualTo(Relro.PARTIAL);
    assertThat(elf.type()).isEqualTo(Type.LIBRARY);
    assertThat(elf.stack()).isEqualTo(Stack.UNMARKED);
  }

  @Test
  void library_isNoProgram_thoughItHasAnInterpreter() throws Exception {
    ElfSample libc = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).interpreter().tag(14, "libc.so.6");

    assertThat(read(libc.bytes()).type()).isEqualTo(Type.LIBRARY);
  }

  @Test
  void staticPie_isTold_byItsFlag() throws Exception {
    ElfSample sample = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).tag(FLAGS_1, 0x08000000L);

    assertThat(read(sample.bytes()).type()).isEqualTo(Type.STATIC_PIE);
  }

  @Test
  void staticProgram_tellsItsCanary_onlyWithSymbols() throws Exception {
    ElfSample stripped = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).type(2);
    ElfSample without = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).type(2).symbols("main");
    ElfSample with =
        new ElfSample(32, ByteOrder.BIG_ENDIAN).type(2).symbols("main", "__stack_chk_fail");

    assertThat(read(stripped.bytes()).canary()).isEmpty();
    assertThat(read(without.bytes()).canary()).contains(false);
    assertThat(read(with.bytes()).canary()).contains(true);
  }

  @Test
  void relocatableObject_isJudgedByNothing() throws Exception {
    byte[] module = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).type(1).bytes();

    assertThat(read(module).type()).isEqualTo(Type.OBJECT);
  }

  @Test
  void file_isRefused_whenItsHeadersLieOutside() {
    byte[] whole = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).tag(14, "x").bytes();

    for (int length = 5; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void realProgram_isWhatTheCompilerMade(@TempDir Path directory) throws Exception {
    Tools.require("gcc");
    Path source =
        Files.writeString(
            directory.resolve("x.c"),
            "#include <string.h>\n#include <stdio.h>\n"
                + "int main(int c, char **v) { char b[64]; strcpy(b, v[0]); return puts(b) + c; }\n");
    Path weak =
        compile(
            source,
            "weak",
            "-no-pie",
            "-fno-stack-protector",
            "-z",
            "execstack",
            "-z",
            "norelro",
            "-Wl,-rpath,/opt/x",
            "-U_FORTIFY_SOURCE");
    Path strong =
        compile(
            source,
            "strong",
            "-pie",
            "-fPIE",
            "-fstack-protector-all",
            "-z",
            "relro",
            "-z",
            "now",
            "-z",
            "noexecstack",
            "-O2",
            "-U_FORTIFY_SOURCE",
            "-D_FORTIFY_SOURCE=2");

    ElfHardening bad = read(Files.readAllBytes(weak));
    assertThat(bad.type()).isEqualTo(Type.FIXED_EXECUTABLE);
    assertThat(bad.stack()).isEqualTo(Stack.EXECUTABLE);
    assertThat(bad.relro()).isEqualTo(Relro.NONE);
    assertThat(bad.canary()).contains(false);
    assertThat(bad.fortify()).contains(false);
    assertThat(bad.rpath().isEmpty() ? bad.runpath() : bad.rpath()).containsExactly("/opt/x");
    ElfHardening good = read(Files.readAllBytes(strong));
    assertThat(good.type()).isEqualTo(Type.PIE);
    assertThat(good.stack()).isEqualTo(Stack.NOT_EXECUTABLE);
    assertThat(good.relro()).isEqualTo(Relro.FULL);
    assertThat(good.canary()).contains(true);
    assertThat(good.fortify()).contains(true);
  }

  private static Path compile(Path source, String name, String... options) throws Exception {
    Path program = source.resolveSibling(name);
    java.util.List<String> command =
        new java.util.ArrayList<>(
            java.util.List.of("gcc", source.toString(), "-w", "-o", program.toString()));
    command.addAll(java.util.List.of(options));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    return program;
  }
}
