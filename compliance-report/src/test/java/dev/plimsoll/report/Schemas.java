package dev.plimsoll.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The published JSON schemas of OSCAL 1.1.2 and SARIF 2.1.0, out of others' jars. */
final class Schemas {
  private Schemas() {}

  static List<String> oscalErrors(Bytes document) throws IOException {
    return errors("/schema/json/oscal-ar_schema.json", document);
  }

  static List<String> sarifErrors(Bytes document) throws IOException {
    return errors("/schema/sarif-schema-2.1.0.json", document);
  }

  private static List<String> errors(String schema, Bytes document) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream in = Schemas.class.getResourceAsStream(schema)) {
      if (in == null) {
        throw new IllegalStateException(schema + " is not on the class path");
      }
      JsonSchema json =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(mapper.readTree(in));
      return json
          .validate(
              mapper.readTree(document.toArray()),
              c -> c.getExecutionConfig().setFormatAssertionsEnabled(true))
          .stream()
          .map(Object::toString)
          .toList();
    }
  }
}
