package dev.plimsoll.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text, strictly: UTF-8, no duplicate names, nothing after the value, within {@link
 * JsonLimits}. Two readers that disagree on a duplicate name are how a signed document comes to
 * mean two things, so it is an error here.
 */
public final class JsonReader {
  private static final int MAX_EXPONENT = 400;

  private final JsonFactory factory;
  private final JsonLimits limits;

  private JsonReader(JsonLimits limits) {
    this.limits = limits;
    this.factory =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maxDepth())
                    .maxNumberLength(100)
                    .maxStringLength(limits.maxBytes())
                    .maxNameLength(4096)
                    .build())
            .build();
  }

  /** A reader for texts within {@code limits}; thread-safe, worth keeping. */
  public static JsonReader within(JsonLimits limits) {
    return new JsonReader(limits);
  }

  /**
   * Parses {@code text}; {@code what} names it in error messages (a file, a field, "request body").
   */
  public JsonValue parse(String what, Bytes text) throws FormatException {
    return parse(what, text.toArray());
  }

  public JsonValue parse(String what, byte[] text) throws FormatException {
    if (text.length > limits.maxBytes()) {
      throw new FormatException(
          what
              + " is "
              + text.length
              + " bytes; the limit is "
              + limits.maxBytes()
              + " (JSON reader)");
    }
    requireUtf8(what, text);
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new FormatException(what, "empty, wanted a JSON value");
      }
      JsonValue value = new Walk(parser, what).value();
      if (parser.nextToken() != null) {
        throw new FormatException(what, "text after the JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where = at == null ? what : what + ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw new FormatException(where + ": not JSON: " + firstLine(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new FormatException(
          what + ": not JSON: " + firstLine(String.valueOf(e.getMessage())), e);
    }
  }

  /** The parser takes overlong and surrogate encodings for characters: two texts, one value. */
  private static void requireUtf8(String what, byte[] text) throws FormatException {
    for (byte b : text) {
      if (b < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
          return;
        } catch (CharacterCodingException e) {
          throw new FormatException(what + ": not JSON: not UTF-8 text", e);
        }
      }
    }
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() > FormatException.MAX_QUOTED
        ? line.substring(0, FormatException.MAX_QUOTED)
        : line;
  }

  private final class Walk {
    private final JsonParser parser;
    private final String what;
    private int values;

    Walk(JsonParser parser, String what) {
      this.parser = parser;
      this.what = what;
    }

    JsonValue value() throws IOException, FormatException {
      if (++values > limits.maxValues()) {
        throw new FormatException(
            what, "more than " + limits.maxValues() + " JSON values (limit of the JSON reader)");
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> object();
        case START_ARRAY -> array();
        case VALUE_STRING -> new JsonString(text(parser.getText()));
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
        case VALUE_TRUE -> new JsonBool(true);
        case VALUE_FALSE -> new JsonBool(false);
        case VALUE_NULL -> new JsonNull();
        default -> throw new FormatException(what, "not JSON: unexpected " + parser.currentToken());
      };
    }

    private JsonObject object() throws IOException, FormatException {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = text(parser.currentName());
        parser.nextToken();
        members.put(name, value());
      }
      return new JsonObject(members);
    }

    /** Half a surrogate pair cannot be written as UTF-8: it would come out as another text. */
    private String text(String text) throws FormatException {
      for (int i = 0; i < text.length(); i++) {
        if (Character.isSurrogate(text.charAt(i))) {
          boolean pair =
              Character.isHighSurrogate(text.charAt(i))
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (!pair) {
            throw new FormatException(what, "not JSON: a string holds half a surrogate pair");
          }
          i++;
        }
      }
      return text;
    }

    /** 1e999999999 is twelve characters, and a gigabyte when written out. */
    private JsonNumber number() throws IOException, FormatException {
      BigDecimal value;
      try {
        value = parser.getDecimalValue();
      } catch (NumberFormatException e) { // an exponent beyond an int
        throw new FormatException(what + ": number with a huge exponent", e);
      }
      if (Math.abs((long) value.scale()) > MAX_EXPONENT) {
        throw new FormatException(
            what, "number with an exponent beyond " + MAX_EXPONENT + " (limit of the JSON reader)");
      }
      return new JsonNumber(value);
    }

    private JsonArray array() throws IOException, FormatException {
      List<JsonValue> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return new JsonArray(items);
    }
  }
}
