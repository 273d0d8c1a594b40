// node verify.cjs BUNDLE KEY.pem ARTIFACT
// Verifies a key-signed bundle with @sigstore/verify. Prints VERIFIED and exits 0, or REFUSED with
// the library's error code and exits 1; any other failure is exit 3.
'use strict';
const fs = require('node:fs');
const crypto = require('node:crypto');
const { bundleFromJSON, ValidationError } = require('@sigstore/bundle');
const { TrustedRoot } = require('@sigstore/protobuf-specs');
const verify = require('@sigstore/verify');

const [bundleFile, keyFile, artifactFile] = process.argv.slice(2);
const key = crypto.createPublicKey(fs.readFileSync(keyFile));
const spki = key.export({ type: 'spki', format: 'der' });
const hint = crypto.createHash('sha256').update(spki).digest('base64');

function findKey(wanted) {
  if (wanted !== hint) {
    throw new verify.VerificationError({
      code: 'PUBLIC_KEY_ERROR',
      message: `key not found: ${wanted}`,
    });
  }
  return { publicKey: key, validFor: () => true };
}

try {
  const root = TrustedRoot.fromJSON({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [],
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [],
  });
  const bundle = bundleFromJSON(JSON.parse(fs.readFileSync(bundleFile, 'utf8')));
  const artifact = fs.readFileSync(artifactFile);
  new verify.Verifier(verify.toTrustMaterial(root, findKey), {
    tlogThreshold: 0,
    ctlogThreshold: 0,
    timestampThreshold: 0,
  }).verify(verify.toSignedEntity(bundle, artifact));
  console.log('VERIFIED');
} catch (e) {
  if (e instanceof verify.VerificationError || e instanceof ValidationError) {
    console.log(`REFUSED ${e.code ?? e.name}`);
    process.exit(1);
  }
  console.error(e);
  process.exit(3);
}
