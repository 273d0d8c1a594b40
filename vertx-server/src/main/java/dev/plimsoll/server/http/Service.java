package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.engine.Releases;
import dev.plimsoll.pipeline.engine.RunEngine;
import dev.plimsoll.pipeline.engine.RunIntake;
import dev.plimsoll.pipeline.release.Promotions;
import dev.plimsoll.server.OnlineTufKeys;
import dev.plimsoll.server.boot.VerdictCounts;
import dev.plimsoll.server.boot.VerdictRecorder;
import dev.plimsoll.server.evidence.EvidenceCollector;
import dev.plimsoll.server.evidence.EvidenceCollector.NamedKey;
import dev.plimsoll.server.notary.NotaryService;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.tuf.TufFront;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.Ceremony;
import dev.plimsoll.verifier.VerifyingKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What the routes stand on. All of it is thread-safe; what blocks is called through {@link
 * Blocking}.
 *
 * @param front what is given out of {@code tuf}
 * @param notary off or on
 * @param sources real paths of the folders that specifications may take local files from
 * @param emptyDirectory base of specifications that name no other
 * @param verdictKey public half of the key that signs verdicts
 * @param releaseKeys PEM of the pinned release keys
 * @param signing public keys of bundles, by what they are for
 * @param uploads folder for files of forms, while they are read
 */
public record Service(
    Catalog catalog,
    RunEngine engine,
    RunIntake intake,
    Releases releases,
    Promotions promotions,
    EvidenceCollector evidence,
    BlobStore blobs,
    TufRepository tuf,
    Ceremony ceremony,
    OnlineTufKeys onlineTufKeys,
    TufFront front,
    NotaryService notary,
    List<Path> sources,
    Path emptyDirectory,
    VerdictRecorder recorder,
    VerdictCounts counts,
    VerifyingKey verdictKey,
    Bytes releaseKeys,
    List<NamedKey> signing,
    AuditService audits,
    Path uploads,
    InstantSource clock) {
  public Service {
    sources = List.copyOf(sources);
    signing = List.copyOf(signing);
  }
}
