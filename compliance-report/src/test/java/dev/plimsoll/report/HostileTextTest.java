package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.report.testing.SampleEvidence;
import java.io.IOException;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whatever an option, a host or a title says, it stays text in every format. */
final class HostileTextTest {
  static Stream<String> texts() {
    return Stream.of(
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style><script>alert(1)</script>",
        "</code></pre><iframe src=//evil.example>",
        "${7*7} #{7*7} {{7*7}}",
        "]]><!--<a>&lt;&amp;",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "a\",\"b\r\nc,d",
        "\",\"verdict\":\"allow\",\"x\":\"",
        "back\\slash `tick` [link](javascript:alert(1)) *bold*",
        "line one\nline two\ttab",
        "nul\u0000 bell\u0007 escape\u001b[31m",
        "lone \ud800 surrogate",
        "\u202egnp.exe right to left",
        "'; rm -rf ~; echo '\n$(reboot) `reboot`",
        "-----BEGIN PUBLIC KEY-----\nPEM\nrm -rf ~\n",
        " ",
        "");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void htmlKeepsIt_asText(String text) {
    String html = HtmlReport.render(SampleEvidence.hostile(text)).utf8();
    String plain = HtmlReport.render(SampleEvidence.hostile("plain")).utf8();
    if (!text.isEmpty()) { // an empty value is shown as "absent", with a tag of its own
      assertThat(tags(html)).isEqualTo(tags(plain));
    }
    assertThat(html).doesNotContain("<script", "<img", "<iframe", "<a>");
  }

  /** Every tag of the page without its attribute values, and attribute names. */
  private static String tags(String html) {
    String inside = html.replaceAll("(?s)<style>.*?</style>", "");
    StringBuilder tags = new StringBuilder();
    var m =
        java.util.regex.Pattern.compile("<(/?[a-zA-Z0-9]+)((?:\"[^\"]*\"|[^>\"])*)>")
            .matcher(inside);
    while (m.find()) {
      tags.append(m.group(1)).append(m.group(2).replaceAll("\"[^\"]*\"", "\"\"")).append('\n');
    }
    return tags.toString();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void oscalStaysValid(String text) throws IOException {
    assertThat(Schemas.oscalErrors(OscalReport.render(SampleEvidence.hostile(text)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void sarifStaysValid(String text) throws IOException {
    assertThat(Schemas.sarifErrors(SarifReport.render(SampleEvidence.hostile(text)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void junitStaysWellFormed_andKeepsTheText(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document xml =
        factory
            .newDocumentBuilder()
            .parse(JUnitReport.render(SampleEvidence.hostile(text)).openStream());
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(1);
    Element failure = (Element) xml.getElementsByTagName("failure").item(0);
    String kept = text.replaceAll("[\u0000\u0007\u001b\ud800]", "\ufffd");
    assertThat(failure.getAttribute("message")).isEqualTo(kept);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void csvHasTwoRecordsOfTwentyCells_andNoFormula(String text) {
    String csv = CsvReport.render(SampleEvidence.hostile(text)).utf8();
    var records = CsvReader.records(csv);
    assertThat(records).hasSize(2).allSatisfy(r -> assertThat(r).hasSize(20));
    assertThat(records.get(1))
        .allSatisfy(cell -> assertThat(cell).doesNotContainPattern("\\A[=+\\-@\t\r]"));
    assertThat(records.get(1).get(8)).endsWith(text.replace("\ud800", "?"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void commandsToPaste_holdNothingOfIt(String text) {
    CheckByHand commands = CheckByHand.of(SampleEvidence.hostile(text));
    CheckByHand plain = CheckByHand.of(SampleEvidence.hostile("plain"));
    assertThat(commands.fetch()).isEqualTo(plain.fetch());
    assertThat(commands.message().replaceFirst("KEY=key-[a-z0-9-]*.pem", "KEY=key-plain.pem"))
        .isEqualTo(plain.message());
  }
}
