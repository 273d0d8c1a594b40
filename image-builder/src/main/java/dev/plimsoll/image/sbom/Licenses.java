package dev.plimsoll.image.sbom;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells licence texts of package databases that are SPDX licence expressions (SPDX 2.3 annex D)
 * from those that only look like them. Of the list of licences those that distributions use most
 * are known here; what is none of them is kept as text, never guessed.
 */
final class Licenses {
  private static final Set<String> KNOWN =
      Set.of(
          "0BSD",
          "AFL-2.1",
          "AGPL-3.0-only",
          "AGPL-3.0-or-later",
          "Apache-1.1",
          "Apache-2.0",
          "Artistic-1.0-Perl",
          "Artistic-2.0",
          "BSD-1-Clause",
          "BSD-2-Clause",
          "BSD-2-Clause-Patent",
          "BSD-3-Clause",
          "BSD-4-Clause",
          "BSD-4-Clause-UC",
          "BSL-1.0",
          "CC-BY-3.0",
          "CC-BY-4.0",
          "CC-BY-SA-3.0",
          "CC-BY-SA-4.0",
          "CC0-1.0",
          "CDDL-1.0",
          "CPL-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "FSFAP",
          "FSFUL",
          "FSFULLR",
          "FTL",
          "GFDL-1.1-or-later",
          "GFDL-1.2-or-later",
          "GFDL-1.3-only",
          "GFDL-1.3-or-later",
          "GPL-1.0-only",
          "GPL-1.0-or-later",
          "GPL-2.0-only",
          "GPL-2.0-or-later",
          "GPL-3.0-only",
          "GPL-3.0-or-later",
          "HPND",
          "ICU",
          "IJG",
          "ISC",
          "LGPL-2.0-only",
          "LGPL-2.0-or-later",
          "LGPL-2.1-only",
          "LGPL-2.1-or-later",
          "LGPL-3.0-only",
          "LGPL-3.0-or-later",
          "Libpng",
          "MIT",
          "MIT-0",
          "MPL-1.1",
          "MPL-2.0",
          "MS-PL",
          "NCSA",
          "NTP",
          "OFL-1.1",
          "OLDAP-2.8",
          "OpenSSL",
          "PHP-3.01",
          "PostgreSQL",
          "PSF-2.0",
          "Python-2.0",
          "Python-2.0.1",
          "Ruby",
          "SISSL",
          "Sleepycat",
          "SMLNJ",
          "SSPL-1.0",
          "TCL",
          "Unicode-3.0",
          "Unicode-DFS-2016",
          "Unlicense",
          "UPL-1.0",
          "Vim",
          "W3C",
          "WTFPL",
          "X11",
          "Zlib",
          "ZPL-2.1",
          "bzip2-1.0.6",
          "curl",
          "libtiff",
          "blessing",
          "Info-ZIP",
          "Spencer-94",
          "TCP-wrappers",
          "zlib-acknowledgement");

  private static final Set<String> EXCEPTIONS =
      Set.of(
          "Autoconf-exception-2.0",
          "Autoconf-exception-3.0",
          "Bison-exception-2.2",
          "Classpath-exception-2.0",
          "GCC-exception-2.0",
          "GCC-exception-3.1",
          "LLVM-exception",
          "Linux-syscall-note",
          "OpenJDK-assembly-exception-1.0",
          "openvpn-openssl-exception");

  private static final Pattern SPLIT = Pattern.compile("(?<=[()])|(?=[()])|\\s+");

  private Licenses() {}

  static boolean isKnown(String id) {
    return KNOWN.contains(id);
  }

  /** Whether {@code text} is an expression over licences that are known here. */
  static boolean isExpression(String text) {
    if (text.length() > 4000) {
      return false;
    }
    int open = 0;
    Want want = Want.LICENSE;
    for (String token : SPLIT.split(text.strip())) {
      if (token.isBlank()) {
        continue;
      }
      switch (token) {
        case "(" -> {
          if (want != Want.LICENSE) {
            return false;
          }
          open++;
        }
        case ")" -> {
          if (want == Want.LICENSE || want == Want.EXCEPTION || --open < 0) {
            return false;
          }
          want = Want.OPERATOR;
        }
        case "AND", "OR" -> {
          if (want == Want.LICENSE || want == Want.EXCEPTION) {
            return false;
          }
          want = Want.LICENSE;
        }
        case "WITH" -> {
          if (want != Want.OPERATOR_OR_WITH) {
            return false;
          }
          want = Want.EXCEPTION;
        }
        default -> {
          boolean license = want == Want.LICENSE && KNOWN.contains(token);
          boolean exception = want == Want.EXCEPTION && EXCEPTIONS.contains(token);
          if (!license && !exception) {
            return false;
          }
          want = license ? Want.OPERATOR_OR_WITH : Want.OPERATOR;
        }
      }
    }
    return open == 0 && want != Want.LICENSE && want != Want.EXCEPTION;
  }

  private enum Want {
    LICENSE,
    EXCEPTION,
    OPERATOR,
    OPERATOR_OR_WITH
  }

  /** The identifier of a text that is no expression, e.g. {@code LicenseRef-0123456789abcdef}. */
  static String reference(String text) {
    return "LicenseRef-" + dev.plimsoll.formats.Bytes.ofUtf8(text).digest().hex().substring(0, 16);
  }
}
