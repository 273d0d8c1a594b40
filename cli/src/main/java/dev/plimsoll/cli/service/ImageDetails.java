package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service says of an image, {@code GET /v1/images/{digest}}.
 *
 * @param state {@code published}, {@code released} or {@code revoked}
 * @param rootHash dm-verity root hash, 64 lower hex
 * @param hashOffset byte offset of the verity superblock in the root
 * @param commandLine the specification's own
 * @param run that published it
 * @param released host roles that may boot it
 */
public record ImageDetails(
    Digest digest,
    String name,
    String state,
    String rootHash,
    long hashOffset,
    String commandLine,
    Digest kernel,
    List<Digest> initramfs,
    Digest root,
    String run,
    List<String> released) {
  public ImageDetails {
    initramfs = List.copyOf(initramfs);
    released = List.copyOf(released);
  }

  public static ImageDetails fetch(ServiceClient service, Digest image)
      throws IOException, CommandFailure, FormatException {
    return parse(service.get("/v1/images/" + image));
  }

  static ImageDetails parse(JsonObject json) throws FormatException {
    List<Digest> initramfs = new ArrayList<>();
    for (JsonValue segment : json.array("initramfs")) {
      initramfs.add(digest(segment));
    }
    List<String> released = new ArrayList<>();
    for (JsonValue role : json.arrayOrEmpty("released")) {
      released.add(role.asString("released"));
    }
    return new ImageDetails(
        Digest.parse(json.string("digest")),
        json.string("name"),
        json.string("state"),
        json.string("rootHash"),
        json.integer("hashOffset"),
        json.string("cmdline"),
        digest(json.require("kernel")),
        initramfs,
        digest(json.require("root")),
        json.string("run"),
        released);
  }

  /** A digest, given as itself or as a descriptor. */
  private static Digest digest(JsonValue value) throws FormatException {
    return value instanceof JsonString s
        ? Digest.parse(s.value())
        : Digest.parse(value.asObject("descriptor").string("digest"));
  }
}
