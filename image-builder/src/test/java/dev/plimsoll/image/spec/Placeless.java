package dev.plimsoll.image.spec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A specification's values without the places where they stand, for comparing two. */
final class Placeless {
  private Placeless() {}

  static Object of(Object value) throws ReflectiveOperationException {
    return switch (value) {
      case Located<?> l -> of(l.value());
      case Optional<?> o -> o.isEmpty() ? "none" : of(o.get());
      case List<?> l -> {
        List<Object> items = new ArrayList<>();
        for (Object item : l) {
          items.add(of(item));
        }
        yield items;
      }
      case Map<?, ?> m -> {
        Map<String, Object> found = new TreeMap<>();
        for (Map.Entry<?, ?> e : m.entrySet()) {
          found.put(e.getKey().toString(), of(e.getValue()));
        }
        yield found;
      }
      case Record r -> ofRecord(r);
      default -> value;
    };
  }

  private static Object ofRecord(Record r) throws ReflectiveOperationException {
    List<Object> parts = new ArrayList<>(List.of(r.getClass().getName()));
    for (RecordComponent c : r.getClass().getRecordComponents()) {
      if (!c.getName().equals("at") && !c.getName().equals("merged")) {
        var accessor = c.getAccessor();
        accessor.setAccessible(true);
        parts.add(of(accessor.invoke(r)));
      }
    }
    return parts;
  }
}
