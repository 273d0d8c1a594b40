package dev.plimsoll.image.spec;

import java.util.List;

/**
 * Which images a part of {@code trust} speaks of.
 *
 * <p>An image is named with or without tag and digest: {@code redis} is every {@code
 * docker.io/library/redis}. Where a reference leaves open whether it is meant ({@code redis:7} is
 * named, the reference is {@code redis@sha256:…}), it is: doubt goes against the image. An
 * organisation is {@code linuxkit} (of Docker Hub), {@code ghcr.io/team} with all below it, or a
 * whole registry such as {@code ghcr.io}. The image {@code *} is every image, whatever its
 * transport; Debian packages are none.
 *
 * @param images as written
 * @param organisations as written
 */
public record TrustScope(List<Located<String>> images, List<Located<String>> organisations) {
  /** Speaks of no image. */
  public static final TrustScope NOTHING = new TrustScope(List.of(), List.of());

  static final String EVERY_IMAGE = "*";

  public TrustScope {
    images = List.copyOf(images);
    organisations = List.copyOf(organisations);
  }

  /** Whether nothing is named here. */
  public boolean isEmpty() {
    return images.isEmpty() && organisations.isEmpty();
  }

  /** Whether {@code reference}, short or in full, is one of these images. */
  boolean names(String reference) {
    ImageName image = ImageName.ofReference(reference);
    return image.isImage()
        && (images.stream().anyMatch(i -> covers(i.value(), image))
            || organisations.stream().anyMatch(o -> owns(o.value(), image)));
  }

  TrustScope and(TrustScope more) {
    return new TrustScope(
        Lists.joined(images, more.images), Lists.joined(organisations, more.organisations));
  }

  private static boolean covers(String named, ImageName image) {
    if (named.equals(EVERY_IMAGE)) {
      return true;
    }
    ImageName wanted = ImageName.of(named);
    // a digest decides what is fetched: the tag beside it proves nothing
    boolean tagFits =
        wanted.tag().isEmpty() || image.digest().isPresent() || wanted.tag().equals(image.tag());
    boolean digestFits =
        wanted.digest().isEmpty()
            || image.digest().isEmpty()
            || wanted.digest().equals(image.digest());
    return wanted.name().equals(image.name())
        && (wanted.digest().isPresent() ? digestFits : tagFits);
  }

  private static boolean owns(String organisation, ImageName image) {
    return image.name().startsWith(ImageName.owner(organisation) + "/");
  }
}
