// node update.cjs METADATA-DIR METADATA-URL TARGET-DIR TARGET-URL [TARGET]
// Refreshes with tuf-js and downloads TARGET. Prints UPDATED and exits 0, or REFUSED with the
// library's error class and exits 1; any other failure is exit 3.
'use strict';
const path = require('node:path');
const { Updater } = require('tuf-js');
const errors = { ...require('tuf-js/dist/error'), ...require('@tufjs/models/dist/error') };

const [metadataDir, metadataBaseUrl, targetDir, targetBaseUrl, target] = process.argv.slice(2);

async function main() {
  const updater = new Updater({ metadataDir, metadataBaseUrl, targetDir, targetBaseUrl });
  await updater.refresh();
  if (target) {
    const info = await updater.getTargetInfo(target);
    if (!info) {
      console.log('REFUSED no-such-target');
      process.exit(1);
    }
    const file = path.join(targetDir, 'downloaded');
    await updater.downloadTarget(info, file);
    console.log(`DOWNLOADED ${file}`);
  }
  console.log('UPDATED');
}

main().catch((e) => {
  console.error(e.stack);
  const known = Object.entries(errors).find(([, type]) => e.constructor === type);
  if (known) {
    console.log(`REFUSED ${known[0]}: ${e.message}`);
    process.exit(1);
  }
  process.exit(3);
});
