package dev.plimsoll.cli.command;

import dev.plimsoll.formats.FormatException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** In which form an audit is printed. */
enum AuditOutput {
  TABLE,
  JSON,
  SARIF,
  JUNIT,
  /** kernel-hardening-checker's own JSON. */
  KHC_JSON;

  /** As the user writes it: {@code khc-json}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads what the user writes. */
  static final class Converter implements ITypeConverter<AuditOutput>, Iterable<String> {
    @Override
    public AuditOutput convert(String text) {
      return Arrays.stream(values())
          .filter(o -> o.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of "
                          + Arrays.toString(values())
                          + " but was "
                          + FormatException.quote(text)));
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(AuditOutput::toString).iterator();
    }
  }
}
