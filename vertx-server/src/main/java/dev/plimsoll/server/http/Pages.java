package dev.plimsoll.server.http;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Optional;

/** One page of a list: {@code {"items":[…],"next":"…"}}; {@code next} is missing at the end. */
final class Pages {
  private Pages() {}

  /**
   * A page.
   *
   * @param next value for {@code ?after=} of the next page
   */
  static JsonObject of(List<JsonValue> items, Optional<String> next) {
    return JsonObject.builder().put("items", items).putIfPresent("next", next).build();
  }
}
