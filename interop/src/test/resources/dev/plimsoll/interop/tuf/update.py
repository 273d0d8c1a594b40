# python update.py METADATA-DIR METADATA-URL TARGET-DIR TARGET-URL [TARGET]
# As update.cjs, with python-tuf: prints UPDATED and exits 0, or REFUSED with the library's error
# class and exits 1; any other failure is exit 3.
import os
import sys
import traceback

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.ngclient import Updater

metadata_dir, metadata_url, target_dir, target_url = sys.argv[1:5]
try:
    with open(os.path.join(metadata_dir, "root.json"), "rb") as f:
        root = f.read()
    store = os.path.join(metadata_dir, "python")
    os.makedirs(store, exist_ok=True)
    updater = Updater(store, metadata_url, target_dir, target_url, bootstrap=root)
    updater.refresh()
    for target in sys.argv[5:]:
        info = updater.get_targetinfo(target)
        if info is None:
            print("REFUSED no-such-target")
            sys.exit(1)
        path = updater.download_target(info, os.path.join(target_dir, "downloaded"))
        print(f"DOWNLOADED {path}")
    print("UPDATED")
except (RepositoryError, DownloadError) as e:
    print(f"REFUSED {type(e).__name__}: {e}")
    sys.exit(1)
except Exception:
    traceback.print_exc()
    sys.exit(3)
