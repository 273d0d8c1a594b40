package dev.plimsoll.formats.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleBundleTest {
  private static RoleBundle bundle() {
    Map<String, Bytes> metadata = new LinkedHashMap<>();
    metadata.put("2.root.json", Bytes.ofUtf8("{\"a\":\"\\u00e4 ä 😀 \\\" \\\\ \"}\n\t"));
    metadata.put("timestamp.json", Bytes.ofUtf8("{}"));
    return new RoleBundle(
        "kiosk", metadata, Map.of("host/kiosk/x.current", Bytes.ofUtf8("{\"v\":1}")));
  }

  @Test
  void carriesFilesByteForByte_inOrder() throws Exception {
    RoleBundle read = RoleBundle.parse(bundle().encode());

    assertThat(read).isEqualTo(bundle());
    assertThat(read.metadata().keySet()).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void refusesDamage() {
    MalformedInputs.refusesEveryTruncation(bundle().encode(), RoleBundle::parse);
    MalformedInputs.survivesEveryChangedByte(bundle().encode(), RoleBundle::parse);
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> RoleBundle.parse(Bytes.ofUtf8(text)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAnotherVersion() {
    refuses("{\"v\":2,\"role\":\"kiosk\",\"metadata\":[],\"targets\":[]}", "v is 2");
  }

  @Test
  void refusesARoleThatIsNone() {
    refuses("{\"v\":1,\"role\":\"../x\",\"metadata\":[],\"targets\":[]}", "role is");
  }

  @Test
  void refusesAFileTwice() {
    String file = "{\"name\":\"timestamp.json\",\"text\":\"\"}";
    refuses(
        "{\"v\":1,\"role\":\"kiosk\",\"metadata\":[" + file + "," + file + "],\"targets\":[]}",
        "stands twice");
  }

  @Test
  void refusesTooManyFiles() {
    StringBuilder files = new StringBuilder();
    for (int i = 0; i <= RoleBundle.MAX_FILES; i++) {
      files.append(i == 0 ? "" : ",").append("{\"name\":\"").append(i).append("\",\"text\":\"\"}");
    }
    refuses(
        "{\"v\":1,\"role\":\"kiosk\",\"metadata\":[" + files + "],\"targets\":[]}", "301 files");
  }

  @Test
  void refusesALongName() {
    refuses(
        "{\"v\":1,\"role\":\"kiosk\",\"metadata\":[],\"targets\":[{\"name\":\""
            + "x".repeat(513)
            + "\",\"text\":\"\"}]}",
        "513 characters");
  }

  @Test
  void refusesDeepNesting() {
    refuses("[".repeat(100) + "]".repeat(100), "not JSON");
  }
}
