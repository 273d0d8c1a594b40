package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunState.Signed;
import dev.plimsoll.pipeline.SignatureList;
import dev.plimsoll.pipeline.SignatureList.Item;
import dev.plimsoll.pipeline.SignatureList.Kind;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Makes TUF targets of the image manifest, the decision record and every layer. The version in a
 * path is the image's digest in hex: publishing the same image again changes nothing, and another
 * image can never take its place.
 */
public final class PublishImage {
  static final String NAME = "publish/1";

  private final BlobStore blobs;
  private final TargetPublisher publisher;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  public PublishImage(BlobStore blobs, TargetPublisher publisher) {
    this.blobs = blobs;
    this.publisher = publisher;
  }

  public RunEvent run(Signed state, Instant now) throws IOException, FormatException {
    Digest image = state.image().image();
    List<NewTarget> targets = targets(state);
    oneAtATime.lock();
    try {
      publisher.publish(targets, now);
    } catch (FormatException e) {
      throw new IOException("TUF repository: " + e.getMessage(), e); // not the user's mistake
    } finally {
      oneAtATime.unlock();
    }
    Digest id =
        StepId.of(
            NAME,
            JsonObject.builder()
                .put("image", image.toString())
                .put("signatures", state.signed().signatures().toString())
                .build());
    return new ImagePublished(
        new StepMark(id, now),
        image,
        targets.stream().map(t -> new ImagePublished.Target(t.path(), t.digest())).toList());
  }

  private List<NewTarget> targets(Signed state) throws IOException, FormatException {
    Digest image = state.image().image();
    ImageParts parts = ImageParts.load(blobs, image);
    SignatureList list = SignatureList.parse(blobs.readDocument(state.signed().signatures()));
    Map<Digest, Digest> bundles =
        list.items().stream()
            .filter(i -> i.kind() == Kind.LAYER || i.kind() == Kind.IMAGE)
            .collect(Collectors.toMap(Item::subject, Item::digest, (a, b) -> a));
    String nameAndVersion = state.request().name() + "/" + image.hex();
    Bytes record = blobs.readDocument(state.verdict().record());
    Map<String, NewTarget> targets = new LinkedHashMap<>(); // a layer may stand twice in a manifest
    for (Descriptor layer : parts.manifest().layers()) {
      NewTarget target = layer(layer, bundle(bundles, layer.digest()));
      targets.put(target.path(), target);
    }
    List<NewTarget> all = new ArrayList<>(targets.values());
    all.add(
        new NewTarget(
            "audit",
            "audit/" + nameAndVersion,
            record.size(),
            state.verdict().record(),
            custom(
                JsonObject.builder()
                    .put("image", image.toString())
                    .put("policy", state.verdict().policy().digest().toString())
                    .put("verdict", state.verdict().decision().wire()))));
    all.add(
        new NewTarget(
            "build",
            "img/" + nameAndVersion,
            parts.bytes().size(),
            image,
            custom(
                JsonObject.builder()
                    .put("bundle", bundle(bundles, image).toString())
                    .putStrings("hostRoles", List.of(state.request().role())))));
    return all;
  }

  private NewTarget layer(Descriptor layer, Digest bundle) throws IOException {
    Optional<Path> file = blobs.find(layer.digest());
    if (file.isEmpty()) {
      throw new FileNotFoundException("layer " + layer.digest() + " is not in the blob store");
    }
    if (Files.size(file.get()) != layer.size()) {
      throw new IOException(
          "layer "
              + layer.digest()
              + " is "
              + Files.size(file.get())
              + " bytes in the blob store, wanted "
              + layer.size()
              + " (image manifest)");
    }
    return new NewTarget(
        "layers",
        "layer/sha256/" + layer.digest().hex(),
        layer.size(),
        layer.digest(),
        custom(JsonObject.builder().put("bundle", bundle.toString())));
  }

  private static Digest bundle(Map<Digest, Digest> bundles, Digest subject) throws FormatException {
    Digest bundle = bundles.get(subject);
    if (bundle == null) {
      throw new FormatException("signature list has no bundle of " + subject);
    }
    return bundle;
  }

  private static JsonObject custom(JsonObject.Builder plimsoll) {
    return JsonObject.builder().put("plimsoll", plimsoll.build()).build();
  }
}
