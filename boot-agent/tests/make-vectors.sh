#!/bin/sh
# Makes signed vectors with the openssl program, an implementation that is not ours, into the folder $1:
#
#   cases                 lines "NAME CODE ETC": the envelope NAME.json, what the agent must say, the pins to use
#   etc-*/                what /etc/plimsoll may hold
#   *.key                 TEST ONLY keys, new in every run, never committed
#
# Every refused case differs from the allowed one in a single thing.
set -eu

out=$1
rm -rf "$out"
mkdir -p "$out"

VERDICT=application/vnd.plimsoll.boot-verdict.v1+json
RELEASE=application/vnd.plimsoll.boot-release.v1+json
NONCE=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
IMAGE=sha256:1111111111111111111111111111111111111111111111111111111111111111
ROOTHASH=2222222222222222222222222222222222222222222222222222222222222222
OTHER=3333333333333333333333333333333333333333333333333333333333333333

for key in verdict verdict-next release stranger; do
  openssl ecparam -name prime256v1 -genkey -noout -out "$out/$key.key"
  openssl pkey -in "$out/$key.key" -pubout -out "$out/$key.pem"
done
openssl ecparam -name secp384r1 -genkey -noout | openssl pkey -pubout -out "$out/p384.pem" 2>/dev/null

make_etc() {
  mkdir "$out/$1"
  cat "$out/verdict.pem" "$out/verdict-next.pem" >"$out/$1/verdict-keys.pem"
  cp "$out/release.pem" "$out/$1/release-keys.pem"
}
make_etc etc-plain
make_etc etc-floor
printf 'minVersion=5\nreleaseEpoch=7\nverdictEpoch=17\nbuildTime=1790000000\n' >"$out/etc-floor/backstop"
make_etc etc-kiosk
echo kiosk >"$out/etc-kiosk/role"
make_etc etc-swapped
mv "$out/etc-swapped/release-keys.pem" "$out/etc-swapped/keys"
mv "$out/etc-swapped/verdict-keys.pem" "$out/etc-swapped/release-keys.pem"
mv "$out/etc-swapped/keys" "$out/etc-swapped/verdict-keys.pem"
make_etc etc-contradiction
touch "$out/etc-contradiction/open-only"
mkdir "$out/etc-open"
touch "$out/etc-open/open-only"
mkdir "$out/etc-empty"

one_line_base64() { openssl base64 -A; }

# sign KEY TYPE FILE: base64 of the DER signature over the DSSE pre-authentication encoding.
sign() {
  { printf 'DSSEv1 %d %s %d ' ${#2} "$2" "$(wc -c <"$3")"; cat "$3"; } >"$out/pae"
  openssl dgst -sha256 -sign "$out/$1.key" "$out/pae" | one_line_base64
}

key_id() { openssl pkey -pubin -in "$out/$1.pem" -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1; }

# envelope TYPE SIGNED_TYPE KEY FILE
envelope() {
  printf '{"payloadType":"%s","payload":"%s","signatures":[{"keyid":"%s","sig":"%s"}]}' \
    "$1" "$(one_line_base64 <"$4")" "$(key_id "$3")" "$(sign "$3" "$2" "$4")"
}

# vector NAME CODE [VARIABLE=VALUE...]: the allowed verdict with these values changed.
vector() (
  name=$1 code=$2
  unset release
  shift 2
  etc="etc-floor"
  type=$VERDICT signed_type=$VERDICT key=verdict
  v=1 verdict='"allow"' reasons='[]' nonce="\"$NONCE\"" host='"rack7-node3"' image="\"$IMAGE\""
  roothash="\"$ROOTHASH\"" assurance='"self-reported"' epoch=17 iat=1800000000 exp=1800000300 more=
  rel_type=$RELEASE rel_signed_type=$RELEASE rel_key=release
  rel_v=1 rel_image=$IMAGE rel_roothash=$ROOTHASH rel_role=default rel_min=5 rel_epoch=7 rel_more=
  for change in "$@"; do
    eval "${change%%=*}=\${change#*=}"
  done
  printf '{"v":%s,"image":"%s","rootHash":"%s","role":"%s","minVersion":%s,"epoch":%s,"iat":1799990000%s}' \
    "$rel_v" "$rel_image" "$rel_roothash" "$rel_role" "$rel_min" "$rel_epoch" "$rel_more" >"$out/release"
  : "${release=,\"release\":\"$(envelope "$rel_type" "$rel_signed_type" "$rel_key" "$out/release" | one_line_base64)\"}"
  {
    printf '{"v":%s,"verdict":%s,"reasons":%s,"hostNonce":%s,"host":%s,"image":%s,"rootHash":%s,' \
      "$v" "$verdict" "$reasons" "$nonce" "$host" "$image" "$roothash"
    printf '"assurance":%s,"policy":{"id":"base","digest":"sha256:00"},"epoch":%s%s,"iat":%s,"exp":%s%s}' \
      "$assurance" "$epoch" "$release" "$iat" "$exp" "$more"
  } >"$out/payload"
  envelope "$type" "$signed_type" "$key" "$out/payload" >"$out/$name.json"
  echo "$name $code $etc" >>"$out/cases"
)

# edited NAME CODE SED: the allowed envelope, changed after signing.
edited() {
  sed "$3" "$out/allowed.json" >"$out/$1.json"
  echo "$1 $2 etc-floor" >>"$out/cases"
}

# What must be allowed.
vector allowed none
vector allowed-without-backstop none etc=etc-plain
vector allowed-by-next-key none key=verdict-next
vector allowed-role-from-file none etc=etc-kiosk rel_role=kiosk
vector allowed-higher-epochs none epoch=18 rel_epoch=8 rel_min=6
vector allowed-longest-life none exp=1800003600
vector allowed-unknown-members none 'more=,"ear":{"status":2,"vector":{"hardware":0}},"pcrMatch":{"4":true},"x":1.5e3' \
  'rel_more=,"note":"r\u00e9sum\u00e9"'
edited allowed-without-keyid none 's/"keyid":"[^"]*",//'
edited allowed-with-foreign-keyid none 's/"keyid":"[^"]*"/"keyid":"00"/'

# (1) type: is it a verdict at all?
vector type-of-release type type=$RELEASE signed_type=$RELEASE
vector type-with-suffix type type=$VERDICT.2 signed_type=$VERDICT.2
vector type-version-2 type v=2
vector type-without-version type 'v="1"'
vector type-duplicate-key type 'more=,"verdict":"allow"'
vector type-escaped-duplicate-key type 'more=,"\u0076erdict":"allow"'
vector type-too-deep type 'more=,"x":[[[[0]]]]'
vector type-bytes-behind-payload type 'more=}{"x":0'
vector type-assurance-with-control type 'assurance="self\u001breported"'
vector type-assurance-missing type assurance=null
edited type-no-signature type 's/"signatures":\[.*\]/"signatures":[]/'
edited type-two-signatures type 's/"signatures":\[\(.*\)\]/"signatures":[\1,\1]/'
edited type-signature-not-base64 type 's/"sig":"/"sig":"*/'
edited type-signature-oversized type 's/"sig":"\([^"]*\)"/"sig":"\1\1"/'
edited type-payload-with-line-break type 's/"payload":"\(....\)/"payload":"\1\\n/'
edited type-payload-missing type 's/"payload":/"body":/'
edited type-duplicate-envelope-key type 's/^{/{"payloadType":"x",/'
edited type-bytes-behind-envelope type 's/$/ 0/'

# (2) signature
vector signature-by-stranger signature key=stranger
vector signature-by-release-key signature key=release
vector signature-over-other-type signature signed_type=$RELEASE
vector signature-keys-swapped signature etc=etc-swapped
edited signature-payload-changed signature 's/"payload":"e/"payload":"f/'
cp "$out/payload" "$out/raw"
{
  printf '{"payloadType":"%s","payload":"%s","signatures":[{"sig":"' "$VERDICT" "$(one_line_base64 <"$out/raw")"
  openssl dgst -sha256 -sign "$out/verdict.key" "$out/raw" | one_line_base64
  printf '"}]}'
} >"$out/signature-without-pae.json"
echo "signature-without-pae signature etc-floor" >>"$out/cases"

# (3) nonce
vector nonce-of-another-boot nonce nonce="\"$OTHER\""
vector nonce-missing nonce nonce=null
vector nonce-upper-case nonce "nonce=\"$(echo $NONCE | tr a-f A-F)\""

# (4) binding
vector binding-host binding 'host="rack7-node4"'
vector binding-image binding "image=\"sha256:$OTHER\"" "rel_image=sha256:$OTHER"
vector binding-root-hash binding "roothash=\"$OTHER\"" "rel_roothash=$OTHER"

# (5) denied
vector denied-with-reasons denied 'verdict="deny"' 'reasons=["image-revoked","policy-failed"]'
vector denied-unknown-word denied 'verdict="ALLOW"'
vector denied-wrong-type denied verdict=true
vector denied-prefix denied 'verdict="allow\u0020"'

# (6) expired
vector expired-empty-span expired exp=1800000000
vector expired-reversed-span expired exp=1799999999
vector expired-too-long expired exp=1800003601
vector expired-negative expired iat=-100 exp=100 etc=etc-plain
vector expired-fraction expired exp=1800000300.0
vector expired-before-build expired iat=1789999000 exp=1789999300
vector expired-epoch expired epoch=16
vector expired-epoch-text expired 'epoch="17"'

# (7) release
vector release-missing release release=
vector release-not-base64 release 'release=,"release":"{}"'
vector release-by-verdict-key release rel_key=verdict
vector release-by-stranger release rel_key=stranger
vector release-of-verdict-type release rel_type=$VERDICT rel_signed_type=$VERDICT
vector release-signed-for-other-type release rel_signed_type=$VERDICT
vector release-version-2 release rel_v=2
vector release-duplicate-key release 'rel_more=,"role":"default"'
vector release-image release "rel_image=sha256:$OTHER"
vector release-root-hash release "rel_roothash=$OTHER"
vector release-role release rel_role=kiosk
vector release-role-of-file release etc=etc-kiosk
vector release-min-version release rel_min=4
vector release-epoch release rel_epoch=6
vector release-epoch-missing release rel_epoch=null
rm -f "$out/pae" "$out/raw" "$out/payload" "$out/release"
