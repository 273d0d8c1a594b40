package dev.plimsoll.image.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.IOException;
import java.util.Map;

/** A tree with one of everything. */
public final class Trees {
  /** 131 characters: too long for ustar's name field, and its prefix is not used. */
  public static final String LONG_PATH = "deep/" + "n".repeat(120) + "/file1";

  private Trees() {}

  /** Files, a hard link, a symbolic link, directories, a long name, one that is not ASCII. */
  public static FileTree sample() throws IOException {
    return sample(Map.of());
  }

  /** As {@link #sample()}, with attributes on {@code bin/tool}. */
  public static FileTree sample(Map<String, Bytes> xattrs) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    RegularFile tool =
        new RegularFile(
            new Attributes(04755, 0, 0, 1_600_000_000, xattrs),
            new Content.Inline(Bytes.ofUtf8("#!/bin/sh\n")));
    tree.add("bin/tool", tool, "test");
    tree.add("bin/twin", tool, "test");
    tree.add("bin/link", new Symlink(Attributes.generated(0777), "tool"), "test");
    tree.add("etc", new Directory(Attributes.generated(0750, 10, 20)), "test");
    tree.add("etc/größe", text("öl"), "test");
    tree.add("etc/empty", text(""), "test");
    tree.add(LONG_PATH, text("x".repeat(5000)), "test");
    tree.add("tmp", new Directory(Attributes.generated(01777)), "test");
    return tree.build();
  }

  public static RegularFile text(String text) {
    return new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.ofUtf8(text)));
  }
}
