package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.policy.FieldReader;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyTestRunner.CaseJudge;
import java.util.List;
import java.util.Optional;

/** Cases of kernel policies: each describes a kernel. No I/O; thread-safe. */
public final class KernelCases implements CaseJudge {
  private final KernelAudit audit;

  public KernelCases(KernelAudit audit) {
    this.audit = audit;
  }

  @Override
  public List<String> keys() {
    return List.of("config", "cmdline", "sysctl", "host", "kernel", "arch");
  }

  @Override
  public List<Finding> judge(Policy policy, String name, FieldReader described)
      throws FormatException {
    return audit.audit(subject(name, described), List.of(policy)).verdict().findings();
  }

  private static KernelSubject subject(String name, FieldReader c) throws FormatException {
    return new KernelSubject(
        name,
        config(c).map(t -> surface("config", t)),
        text(c, "cmdline").map(t -> surface("cmdline", t)),
        sysctl(c).map(t -> surface("sysctl", t)).stream().toList(),
        text(c, "host").map(t -> surface("host", t)),
        text(c, "kernel"),
        text(c, "arch"));
  }

  private static KernelSubject.Surface surface(String where, String text) {
    return new KernelSubject.Surface(where, Bytes.ofUtf8(text));
  }

  private static Optional<String> text(FieldReader c, String key) throws FormatException {
    Optional<YamlNode> node = c.find(key);
    return node.isEmpty() ? Optional.empty() : Optional.of(FieldReader.scalar(key, node.get()));
  }

  /** The text of a .config, or a mapping of options to values and {@code unset}. */
  private static Optional<String> config(FieldReader c) throws FormatException {
    if (c.find("config").isEmpty() || !(c.require("config") instanceof YamlMap map)) {
      return text(c, "config");
    }
    StringBuilder out = new StringBuilder();
    for (YamlNode.Entry e : map.entries()) {
      String value = FieldReader.scalar(e.key(), e.value());
      switch (value) {
        case "unset", "n" -> out.append("# ").append(e.key()).append(" is not set\n");
        case "y", "m" -> out.append(e.key()).append('=').append(value).append('\n');
        default -> {
          boolean number = Numbers.find(value).isPresent();
          String quote = number ? "" : "\"";
          out.append(e.key()).append('=').append(quote).append(value).append(quote).append('\n');
        }
      }
    }
    return Optional.of(out.toString());
  }

  /** The text of a dump, or a mapping of keys to values. */
  private static Optional<String> sysctl(FieldReader c) throws FormatException {
    if (c.find("sysctl").isEmpty() || !(c.require("sysctl") instanceof YamlMap map)) {
      return text(c, "sysctl");
    }
    StringBuilder out = new StringBuilder();
    for (YamlNode.Entry e : map.entries()) {
      out.append(e.key()).append(" = ").append(FieldReader.scalar(e.key(), e.value())).append('\n');
    }
    return Optional.of(out.toString());
  }
}
