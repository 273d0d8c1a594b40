package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.image.spec.JsonShape.Key;
import dev.plimsoll.image.spec.JsonShape.Keys;
import dev.plimsoll.image.spec.JsonShape.Many;
import dev.plimsoll.image.spec.JsonShape.PageSize;
import dev.plimsoll.image.spec.JsonShape.Text;
import dev.plimsoll.image.spec.JsonShape.Truth;
import dev.plimsoll.image.spec.JsonShape.Whole;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code resources:} by LinuxKit's keys, as {@code linux.resources} of OCI runtime-spec 1.2.1
 * (config-linux.md, control groups).
 *
 * @param json under the runtime's names
 */
public record Resources(JsonObject json) {
  private static final Whole SIGNED = new Whole(Long.MIN_VALUE, Long.MAX_VALUE);

  /** {@code -1} is without limit. */
  private static final Whole LIMIT = new Whole(-1, Long.MAX_VALUE);

  private static final Whole UNSIGNED = new Whole(0, Long.MAX_VALUE);
  private static final Whole UNSIGNED_32 = new Whole(0, 0xFFFF_FFFFL);
  private static final Whole WEIGHT = new Whole(0, 1000);
  private static final Text CPUS =
      new Text(
          Pattern.compile("([0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*)?"),
          "a list such as 0-3,7");

  /** Device numbers; a rule without them, or with {@code -1}, is for all. */
  private static final Whole NUMBER = new Whole(-1, 0xFFFF_FFFFL);

  private static final Keys DEVICE_RULE =
      keys(
          Key.required("allow", new Truth()),
          Key.optional("type", new Text(Pattern.compile("[abc]"), "a, b or c")),
          Key.optional("major", NUMBER),
          Key.optional("minor", NUMBER),
          Key.optional(
              "access", new Text(Pattern.compile("(?!.*(.).*\\1)[rwm]{1,3}"), "some of r, w, m")));

  private static final Keys MEMORY =
      keys(
          Key.optional("limit", LIMIT),
          Key.optional("reservation", LIMIT),
          Key.optional("swap", LIMIT),
          Key.optional("kernel", LIMIT),
          Key.optional("kernelTCP", LIMIT),
          Key.optional("swappiness", new Whole(0, 100)),
          Key.optional("disableOOMKiller", new Truth()));

  private static final Keys CPU =
      keys(
          Key.optional("shares", UNSIGNED),
          Key.optional("quota", SIGNED),
          Key.optional("period", UNSIGNED),
          Key.optional("realtimeRuntime", SIGNED),
          Key.optional("realtimePeriod", UNSIGNED),
          Key.optional("cpus", CPUS),
          Key.optional("mems", CPUS));

  private static final Keys WEIGHTED =
      keys(
          Key.required("major", UNSIGNED_32),
          Key.required("minor", UNSIGNED_32),
          Key.optional("weight", WEIGHT),
          Key.optional("leafWeight", WEIGHT));

  private static final Many THROTTLED =
      new Many(
          keys(
              Key.required("major", UNSIGNED_32),
              Key.required("minor", UNSIGNED_32),
              Key.required("rate", UNSIGNED)));

  private static final Keys BLOCK_IO =
      keys(
          Key.optional("weight", WEIGHT),
          Key.optional("leafWeight", WEIGHT),
          Key.optional("weightDevice", new Many(WEIGHTED)),
          Key.optional("throttleReadBpsDevice", THROTTLED),
          Key.optional("throttleWriteBpsDevice", THROTTLED),
          Key.optional("throttleReadIOPSDevice", THROTTLED),
          Key.optional("throttleWriteIOPSDevice", THROTTLED));

  private static final Keys NETWORK =
      keys(
          Key.optional("classID", UNSIGNED_32),
          Key.optional(
              "priorities",
              new Many(
                  keys(
                      Key.required("name", new Text(Pattern.compile("\\S{1,64}"), "an interface")),
                      Key.required("priority", UNSIGNED_32)))));

  private static final Keys SHAPE = shape();

  private static Keys shape() {
    Map<String, Key> keys = new LinkedHashMap<>();
    keys.put("devices", Key.optional("devices", new Many(DEVICE_RULE)));
    keys.put("memory", Key.optional("memory", MEMORY));
    keys.put("cpu", Key.optional("cpu", CPU));
    keys.put("pids", Key.optional("pids", keys(Key.required("limit", LIMIT))));
    keys.put("blockio", Key.optional("blockIO", BLOCK_IO));
    keys.put(
        "hugepageLimits",
        Key.optional(
            "hugepageLimits",
            new Many(
                keys(Key.required("pageSize", new PageSize()), Key.required("limit", UNSIGNED)))));
    keys.put("network", Key.optional("network", NETWORK));
    return new Keys(keys);
  }

  /** Keys that the runtime calls as the YAML does, in the order in which they are written. */
  static Keys keys(Key... keys) {
    Map<String, Key> named = new LinkedHashMap<>();
    for (Key key : keys) {
      named.put(key.json(), key);
    }
    return new Keys(named);
  }

  static Optional<Located<Resources>> parse(Fields fields) throws FormatException {
    Optional<YamlNode> node = fields.find("resources");
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Located<>(
                new Resources(SHAPE.read(node.get(), fields.path("resources"))), node.get().at()));
  }
}
