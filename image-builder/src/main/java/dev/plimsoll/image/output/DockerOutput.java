package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code docker}: as {@link TarOutput}, with a {@code Dockerfile} that makes a container image of
 * it: {@code docker build - < NAME.docker}.
 */
public final class DockerOutput implements Output {
  private static final String DOCKERFILE =
      """

      FROM scratch

      COPY . ./

      ENTRYPOINT ["/bin/rc.init"]
      """;

  @Override
  public String format() {
    return "docker";
  }

  @Override
  public long leastBytes(BuildPlan plan) {
    return RootSize.full(plan.root());
  }

  @Override
  public void check(BuildPlan plan) throws IOException {
    tree(plan);
  }

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    try (OutputStream out = files.create(".docker")) {
      TarWriter.writeAttributed(tree(plan), out);
    }
  }

  private static FileTree tree(BuildPlan plan) throws IOException {
    TreeBuilder tree = BootTree.copy(BootTree.of(plan));
    Content text = new Content.Inline(Bytes.ofUtf8(DOCKERFILE));
    tree.set("Dockerfile", new RegularFile(Attributes.generated(0644), text), "format docker");
    return tree.build();
  }
}
