package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ImageDetails;
import dev.plimsoll.cli.service.ServiceClient;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fetches what a host needs of a published image, each file checked against its digest. */
public final class ImageFetcher {
  private final ServiceClient service;
  private final Path directory;

  /**
   * @param directory keeps the files, named by their digests
   */
  public ImageFetcher(ServiceClient service, Path directory) {
    this.service = service;
    this.directory = directory;
  }

  public ImageFiles fetch(Digest image) throws IOException, CommandFailure, FormatException {
    ImageDetails details = ImageDetails.fetch(service, image);
    List<Path> initramfs = new ArrayList<>();
    for (Digest segment : details.initramfs()) {
      initramfs.add(service.fetchBlob(segment, directory));
    }
    return new ImageFiles(
        image,
        service.fetchBlob(details.kernel(), directory),
        initramfs,
        service.fetchBlob(details.root(), directory),
        details.rootHash(),
        details.hashOffset(),
        details.commandLine());
  }
}
