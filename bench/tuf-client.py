"""Makes a TUF repository with 256 bins, serves it, and times python-tuf's client.

tuf-client.py make DIR | serve DIR | time DIR URL TARGET ROUNDS
"""

import datetime
import functools
import http.server
import os
import shutil
import statistics
import sys
import tempfile
import time

from securesystemslib.signer import CryptoSigner
from tuf.api import metadata as m
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater

TARGETS = 10_000


def make(directory):
    os.makedirs(directory + "/metadata")
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    expires = now + datetime.timedelta(days=7)
    signers = {name: CryptoSigner.generate_ed25519() for name in m.TOP_LEVEL_ROLE_NAMES}
    bin_signer = CryptoSigner.generate_ed25519()
    root = m.Root(expires=expires)
    for name, signer in signers.items():
        root.add_key(signer.public_key, name)
    bins = m.SuccinctRoles([], 1, 8, "build")
    targets = m.Targets(expires=expires)
    targets.delegations = m.Delegations({}, succinct_roles=bins)
    targets.add_key(bin_signer.public_key)
    held = {name: m.Targets(expires=expires) for name in bins.get_roles()}
    for i in range(TARGETS):
        path = f"img/image-{i}/1.0"
        data = m.TargetFile.from_data(path, path.encode(), ["sha256"])
        held[bins.get_role_for_target(path)].targets[path] = data
    snapshot = m.Snapshot(expires=expires)

    def write(name, signed, signer):
        file = m.Metadata(signed)
        file.sign(signer)
        file.to_file(f"{directory}/metadata/{name}.json")

    for name, role in held.items():
        write("1." + name, role, bin_signer)
        snapshot.meta[name + ".json"] = m.MetaFile(1)
    write("1.root", root, signers["root"])
    write("1.targets", targets, signers["targets"])
    write("1.snapshot", snapshot, signers["snapshot"])
    write("timestamp", m.Timestamp(expires=expires), signers["timestamp"])


def serve(directory):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # headers and body in one packet, or every answer waits for an ACK

        def log_message(self, *args):
            pass

    handler = functools.partial(Quiet, directory=directory)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


class Files(FetcherInterface):
    """The repository's files without HTTP."""

    def __init__(self, directory):
        self.directory = directory

    def _fetch(self, url):
        try:
            with open(f"{self.directory}/metadata/{url.rsplit('/', 1)[1]}", "rb") as file:
                return iter([file.read()])
        except FileNotFoundError as e:
            raise DownloadHTTPError("not there", 404) from e


def clock(directory, url, target, rounds, how):
    taken = []
    options = {"fetcher": Files(directory)} if how == "files" else {}
    for _ in range(rounds):
        client = tempfile.mkdtemp()
        shutil.copy(directory + "/metadata/1.root.json", client + "/root.json")
        start = time.perf_counter()
        updater = Updater(client, url, bootstrap=None, **options)
        updater.refresh()
        assert updater.get_targetinfo(target)
        taken.append((time.perf_counter() - start) * 1000)
        shutil.rmtree(client)
    print(f"python-tuf {how:<5} median {statistics.median(taken):6.2f} ms, best {min(taken):6.2f} ms")


if sys.argv[1] == "make":
    make(sys.argv[2])
elif sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    for way in ("files", "http"):
        clock(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), way)
