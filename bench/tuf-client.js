// tuf-client.js MODULES DIR URL TARGET ROUNDS: times tuf-js's client, each time from the pinned root.
const fs = require('fs');
const os = require('os');
const path = require('path');

const [modules, directory, url, target, rounds] = process.argv.slice(2);
const { Updater } = require(path.join(modules, 'tuf-js'));
const { DownloadHTTPError } = require(path.join(modules, 'tuf-js/dist/error'));

// The repository's files without HTTP.
const files = {
  downloadBytes: async (from) => {
    const file = path.join(directory, 'metadata', path.basename(from));
    if (!fs.existsSync(file)) throw new DownloadHTTPError('not there', 404);
    return fs.readFileSync(file);
  },
};

async function clock(how, options) {
  const taken = [];
  for (let i = 0; i < Number(rounds); i++) {
    const client = fs.mkdtempSync(path.join(os.tmpdir(), 'tuf-js-'));
    fs.copyFileSync(path.join(directory, 'metadata/1.root.json'), path.join(client, 'root.json'));
    const start = process.hrtime.bigint();
    const updater = new Updater({ metadataDir: client, metadataBaseUrl: url.replace(/\/$/, ''), ...options });
    await updater.refresh();
    if (!(await updater.getTargetInfo(target))) throw new Error('not found: ' + target);
    taken.push(Number(process.hrtime.bigint() - start) / 1e6);
    fs.rmSync(client, { recursive: true });
  }
  taken.sort((a, b) => a - b);
  const median = taken[Math.floor(taken.length / 2)].toFixed(2).padStart(6);
  console.log(`tuf-js     ${how} median ${median} ms, best ${taken[0].toFixed(2).padStart(6)} ms`);
}

(async () => {
  await clock('files', { fetcher: files });
  await clock('http ', {});
})();
