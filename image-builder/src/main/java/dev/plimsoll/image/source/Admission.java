package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.image.source.LockEntry.Image;
import dev.plimsoll.image.source.ManifestResolver.Resolved;
import dev.plimsoll.image.source.TrustGate.Admitted;
import dev.plimsoll.image.source.TrustGate.Outcome;
import dev.plimsoll.image.source.TrustGate.Refused;
import dev.plimsoll.image.source.TrustGate.Subject;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Asks the trust gate about an image whose manifest is known, before anything else of it is
 * fetched. Fails closed. The bundle that convinced the gate goes into the store and the lock file,
 * so that a build without a network is checked again, by the same rules.
 *
 * @param bundles in the store
 * @param trustedBy empty: nothing asked for a signature
 */
record Admission(List<Digest> bundles, Optional<String> trustedBy) {
  private static final int MAX_BUNDLE = 16 << 20;

  Admission {
    bundles = List.copyOf(bundles);
  }

  static Admission of(
      Reference reference,
      Located<String> where,
      Resolved image,
      Optional<Image> pin,
      BlobSource source,
      ContentStore store,
      FetchRules rules)
      throws FormatException, IOException {
    Optional<List<Requirement>> wanted = rules.trust().requirementsFor(reference.text());
    if (wanted.isEmpty()) {
      return new Admission(List.of(), Optional.empty());
    }
    List<Digest> digests = new ArrayList<>(List.of(image.manifest().digest()));
    image.index().ifPresent(digests::add);
    Asked asked = new Asked(reference.text(), digests, wanted.get(), rules.gate(), store);
    List<Bytes> stored = stored(pin, store);
    if (!stored.isEmpty()) {
      Optional<Admission> again = asked.tryEach(stored);
      if (again.isPresent()) {
        return again.get();
      }
    }
    List<Bytes> found = rules.offline() && !stored.isEmpty() ? stored : source.findBundles(digests);
    Optional<Admission> admitted = asked.tryEach(found);
    if (admitted.isPresent()) {
      return admitted.get();
    }
    throw new SourceException(where, "must be signed (trust policy): " + asked.refusal(found));
  }

  private static List<Bytes> stored(Optional<Image> pin, ContentStore store) throws IOException {
    List<Bytes> found = new ArrayList<>();
    for (Digest bundle : pin.map(Image::bundles).orElse(List.of())) {
      if (store.find(bundle).isPresent()) {
        found.add(store.read(bundle, MAX_BUNDLE));
      }
    }
    return found;
  }

  private record Asked(
      String reference,
      List<Digest> digests,
      List<Requirement> wanted,
      TrustGate gate,
      ContentStore store) {

    /** The first bundle, by digest, that the gate admits the image for. */
    Optional<Admission> tryEach(List<Bytes> bundles) throws IOException {
      List<Bytes> sorted = bundles.stream().sorted(Comparator.comparing(Bytes::digest)).toList();
      for (Bytes bundle : sorted) {
        if (ask(List.of(bundle)) instanceof Admitted admitted) {
          Digest kept = store.put(Bundle.MEDIA_TYPE, bundle).digest();
          return Optional.of(new Admission(List.of(kept), Optional.of(admitted.by())));
        }
      }
      return Optional.empty();
    }

    /** Why none of them will do. */
    String refusal(List<Bytes> bundles) throws IOException {
      return switch (ask(bundles)) {
        case Refused refused -> refused.why();
        case Admitted admitted -> "no one of the bundles convinces alone, " + admitted.by();
      };
    }

    private Outcome ask(List<Bytes> bundles) throws IOException {
      return gate.admit(new Subject(reference, digests, bundles), wanted);
    }
  }
}
