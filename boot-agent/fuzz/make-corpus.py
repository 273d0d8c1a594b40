#!/usr/bin/env python3
"""Writes the committed seed corpus: one valid input for each reader of fuzz.c, and the shapes next to it.

Nothing in it is secret: the signatures are of the right form and verify under no key.
"""

import base64
import json
import pathlib
import struct

NONCE = "00112233445566778899aabbccddeeff" * 2
IMAGE = "sha256:" + "1" * 64
ROOT_HASH = "2" * 64
VERDICT = "application/vnd.plimsoll.boot-verdict.v1+json"
RELEASE = "application/vnd.plimsoll.boot-release.v1+json"
SIGNATURE = bytes.fromhex("3044" + "0220" + "11" * 32 + "0220" + "22" * 32)


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def b64(data):
    return base64.b64encode(data).decode()


def envelope(payload_type, payload):
    signatures = [{"keyid": "00" * 32, "sig": b64(SIGNATURE)}]
    return compact({"payloadType": payload_type, "payload": b64(payload), "signatures": signatures})


release = compact(
    {"v": 1, "image": IMAGE, "rootHash": ROOT_HASH, "role": "default", "minVersion": 1, "epoch": 1, "iat": 1}
)
verdict = {
    "v": 1, "verdict": "allow", "reasons": [], "hostNonce": NONCE, "host": "rack7-node3", "image": IMAGE,
    "rootHash": ROOT_HASH, "assurance": "self-reported", "policy": {"id": "base", "digest": IMAGE}, "epoch": 1,
    "release": b64(envelope(RELEASE, release)), "iat": 1, "exp": 301,
}  # fmt: skip
answer = envelope(VERDICT, compact(verdict))
head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
superblock = struct.pack(
    "<8sII16s32sIIQH6s256s168s",
    b"verity", 1, 1, bytes(16), b"sha256", 4096, 4096, 3, 4, bytes(6), b"\xde\xad\xbe\xef", bytes(168),
)  # fmt: skip
parameters = (
    f"console=ttyS0 plimsoll.image={IMAGE} plimsoll.roothash={ROOT_HASH} plimsoll.root=/dev/vda "
    'plimsoll.hashoffset=12288 plimsoll.url=http://10.0.2.2:8480 plimsoll.host=a plimsoll.mode=fresh x="y z"\n'
).encode()

seeds = {
    "a-response": b"a" + head % len(answer) + answer,
    "a-response-until-close": b"aHTTP/1.0 200 OK\r\n\r\n" + answer,
    "a-response-busy": b"aHTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n",
    "a-response-chunked": b"aHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "b-envelope": b"b" + answer,
    "b-envelope-of-release": b"b" + envelope(RELEASE, release),
    "c-payload": b"c" + compact(verdict),
    "c-payload-denied": b"c" + compact({**verdict, "verdict": "deny", "reasons": ["image-revoked", "\x1b[2J"]}),
    "c-payload-without-release": b"c" + compact({k: v for k, v in verdict.items() if k != "release"}),
    "d-release": b"d" + release,
    "e-json-kinds": b'e{"a":[1,-2,3.5e-7,true,false,null,{"b":["\\u00e9\\ud83d\\ude00\\n"]}],"c":"\xc3\xa9"}',
    "e-json-depth": b"e[[[[[[[[",
    "f-cmdline": b"f" + parameters,
    "f-url": b"fhttp://[fd00::2]:8480/base",
    "g-backstop": b"gminVersion=1\nreleaseEpoch=2\nverdictEpoch=3\nbuildTime=4\n",
    "g-key": b"g-----BEGIN PUBLIC KEY-----\n"
    b"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W\n"
    b"K84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----\n",
    "h-superblock": b"h" + superblock,
    "h-script": b"h#!/bin/sh -e\n",
    "h-squashfs": b"hhsqs" + bytes(36) + struct.pack("<QQQQ", 8192, 0, 0, 4096),
    "h-elf": b"h\x7fELF\x02\x01\x01" + bytes(25) + struct.pack("<QQIHHHHHH", 64, 0, 0, 64, 56, 1, 0, 0, 0)
    + struct.pack("<IIQQQQQQ", 3, 4, 120, 0, 0, 8, 8, 1) + b"/lib/ld\0",
}  # fmt: skip

folder = pathlib.Path(__file__).parent / "corpus"
folder.mkdir(exist_ok=True)
for name, seed in seeds.items():
    (folder / name).write_bytes(seed)
