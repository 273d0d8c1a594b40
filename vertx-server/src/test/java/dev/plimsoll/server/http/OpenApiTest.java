package dev.plimsoll.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.server.TestRouter;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document says what the router does, neither less nor more. */
final class OpenApiTest {
  @TempDir Path data;

  private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");

  @Test
  void describesEveryRoute_andNoOther() throws Exception {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonValue> path : document().object("paths").members().entrySet()) {
      for (String method : path.getValue().asObject("path item").members().keySet()) {
        assertThat(METHODS).contains(method);
        described.add(method + " " + path.getKey());
      }
    }
    assertThat(described).isEqualTo(routes());
  }

  @Test
  void hasUniqueOperationIds() throws Exception {
    List<String> ids = new ArrayList<>();
    for (JsonValue path : document().object("paths").members().values()) {
      for (JsonValue operation : path.asObject("path").members().values()) {
        ids.add(operation.asObject("operation").string("operationId"));
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void resolvesEveryReference() throws Exception {
    JsonObject document = document();
    List<String> references = new ArrayList<>();
    collect(document, references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      JsonObject at = document;
      for (String part : reference.substring(2).split("/", -1)) {
        at = at.object(part);
      }
    }
  }

  @Test
  void asksForTheToken_whereverSomethingIsChanged() throws Exception {
    for (Map.Entry<String, JsonValue> path : document().object("paths").members().entrySet()) {
      JsonObject item = path.getValue().asObject("path item");
      for (Map.Entry<String, JsonValue> o : item.members().entrySet()) {
        boolean changes = Set.of("post", "delete").contains(o.getKey());
        boolean secured = !o.getValue().asObject("operation").array("security").isEmpty();
        assertThat(secured)
            .as("%s %s", o.getKey(), path.getKey())
            .isEqualTo(changes && !path.getKey().equals("/v1/boot/verdict"));
      }
    }
  }

  private Set<String> routes() throws Exception {
    Set<String> routes = new TreeSet<>();
    for (Route route : TestRouter.routes(data)) {
      String path = route.getPath();
      if (path == null || route.methods() == null) {
        continue;
      }
      String template =
          (route.isExactPath() ? path : path + "{path}").replaceAll(":([a-z]+)", "{$1}");
      for (HttpMethod method : route.methods()) {
        routes.add(method.name().toLowerCase(Locale.ROOT) + " " + template);
      }
    }
    return routes;
  }

  private static void collect(JsonValue value, List<String> references) {
    if (value instanceof JsonObject o) {
      o.members()
          .forEach(
              (name, member) -> {
                if (name.equals("$ref") && member instanceof JsonString s) {
                  references.add(s.value());
                }
                collect(member, references);
              });
    }
    if (value instanceof JsonArray a) {
      a.items().forEach(i -> collect(i, references));
    }
  }

  private static JsonObject document() throws Exception {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.json")) {
      assertThat(in).isNotNull();
      return JsonReader.within(JsonLimits.DOCUMENT)
          .parse("openapi.json", Bytes.copyOf(in.readAllBytes()))
          .asObject("openapi.json");
    }
  }
}
