#!/usr/bin/env python3
"""Recomputes a simulated run of premaster from its JSON and the server's private key.

    recompute.py SERVER_KEY RUN.json...

Nothing of premaster is used here. The randoms follow from the seed, the records are taken apart
from their bytes, and the rest follows from these and from the private key: the pre-master secret,
all keys, every MAC and every decryption, both verify_data. Each number in the JSON is compared
with the one computed here; a value that nothing here computes is an error, and so is a missing one.

RSA is Python's pow(), PRF and HMAC are written out over hashlib; AES, ChaCha20 and the parsing of
keys and certificates are those of the package cryptography.
"""

import hashlib
import hmac
import json
import re
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# RFC 5246 appendix A.5 and C: id -> (name, key length in bytes, hash of the MAC)
SUITES = {
    0x002F: ("TLS_RSA_WITH_AES_128_CBC_SHA", 16, "sha1"),
    0x0035: ("TLS_RSA_WITH_AES_256_CBC_SHA", 32, "sha1"),
    0x003C: ("TLS_RSA_WITH_AES_128_CBC_SHA256", 16, "sha256"),
    0x003D: ("TLS_RSA_WITH_AES_256_CBC_SHA256", 32, "sha256"),
}
HANDSHAKE_NAMES = {
    0: "HelloRequest",
    1: "ClientHello",
    2: "ServerHello",
    11: "Certificate",
    13: "CertificateRequest",
    14: "ServerHelloDone",
    15: "CertificateVerify",
    16: "ClientKeyExchange",
    20: "Finished",
}
SIDES = ("client", "server")


class Mismatch(Exception):
    """What the document says is not what comes out here."""


def same(what, got, expected):
    if got != expected:
        show = lambda x: x.hex() if isinstance(x, bytes) else repr(x)
        raise Mismatch(f"{what}: the document says {show(got)}, computed {show(expected)}")


class Bytes:
    """Takes big-endian numbers and vectors off the front of some bytes."""

    def __init__(self, data):
        self.data = data

    def take(self, n):
        if n > len(self.data):
            raise Mismatch(f"expected {n} more bytes, got {len(self.data)}")
        head, self.data = self.data[:n], self.data[n:]
        return head

    def number(self, n):
        return int.from_bytes(self.take(n), "big")

    def vector(self, n):
        return self.take(self.number(n))

    def end(self, what):
        if self.data:
            raise Mismatch(f"{len(self.data)} bytes too many at the end of {what}")


def mac(name, key, data):
    """HMAC as RFC 2104 has it."""
    block = 64  # of MD5, SHA-1 and SHA-256
    digest = lambda data: hashlib.new(name, data).digest()
    key = (digest(key) if len(key) > block else key).ljust(block, b"\0")
    inner = digest(bytes(b ^ 0x36 for b in key) + data)
    result = digest(bytes(b ^ 0x5C for b in key) + inner)
    assert result == hmac.new(key, data, name).digest()
    return result


def prf(secret, label, seed, length):
    """RFC 5246 section 5, with SHA-256."""
    seed = label.encode() + seed
    a, out = seed, b""
    while len(out) < length:
        a = mac("sha256", secret, a)
        out += mac("sha256", secret, a + seed)
    return out[:length]


class Direction:
    """What one side sends: protected from its ChangeCipherSpec on."""

    def __init__(self, side):
        self.side = side
        self.protected = False
        self.sequence = 0


class Run:
    def __init__(self, document, key):
        self.document = document
        self.key = key.private_numbers()
        self.n = self.key.public_numbers.n
        self.e = self.key.public_numbers.e
        self.values = {}  # what was computed here
        self.directions = {side: Direction(side) for side in SIDES}
        self.transcript = []
        self.suite = None
        self.seen = set()  # names of messages

    def put(self, name, data):
        self.values[name] = data

    def check(self):
        document = self.document
        same("format", document["format"], 1)
        for index, step in enumerate(document["steps"]):
            same("index", step["index"], index)
            if "message" in step:
                try:
                    self.message(step)
                except Mismatch as mismatch:
                    raise Mismatch(f"step {index}, {step['message']}: {mismatch}") from None
        self.finish()

    def message(self, step):
        side = {"client_to_server": "client", "server_to_client": "server"}[step["direction"]]
        same("side", step["side"], side)
        direction = self.directions[side]
        record = Bytes(bytes.fromhex(step["record"]))
        content, plaintexts, content_type = b"", b"", None
        protected = direction.protected
        while record.data:
            kind, version = record.number(1), record.number(2)
            if content_type not in (None, kind):
                raise Mismatch("records of two types in one message")
            content_type = kind
            if version != 0x0303 and (step["message"], version) != ("ClientHello", 0x0301):
                raise Mismatch(f"record version {version:04x}")
            fragment = record.vector(2)
            if protected:
                plaintext, inner = self.open(direction, kind, version, fragment)
                plaintexts += plaintext
                content += inner
            else:
                content += fragment
        same("plaintext", step["plaintext"], plaintexts.hex() if protected else None)
        own = step["own"]["plaintext" if protected else "record"]
        whole = plaintexts if protected else bytes.fromhex(step["record"])
        if own != [0, len(whole)]:
            content = whole[own[0] : own[1]]
        same("content", bytes.fromhex(step["content"]), content)
        self.fields(step)
        name = {20: "ChangeCipherSpec", 21: "Alert", 23: "ApplicationData"}.get(content_type)
        if content_type == 22:
            name = self.handshake(side, content)
        elif content_type == 20:
            same("ChangeCipherSpec", content, b"\x01")
            direction.protected = True
        elif content_type == 21:
            same("length of the alert", len(content), 2)
        same("message", step["message"], name)
        self.seen.add((side, name))

    def fields(self, step):
        """The leaves of each buffer give the buffer."""
        buffers = {"record": step["record"], "plaintext": step["plaintext"] or "", "message": step["content"]}
        used = {field["buffer"] for field in step["fields"]}
        for buffer in used:
            whole, at, joined = bytes.fromhex(buffers[buffer]), 0, b""
            for field in step["fields"]:
                if field["buffer"] != buffer:
                    continue
                start, end = field["offset"], field["offset"] + field["length"]
                same(field["path"], bytes.fromhex(field["hex"]), whole[start:end])
                if field["leaf"]:
                    same(f"offset of {field['path']}", start, at)
                    at, joined = end, joined + whole[start:end]
            same(f"leaves of {buffer}", joined, whole)

    def open(self, direction, kind, version, fragment):
        """RFC 5246 section 6.2.3.2: a GenericBlockCipher."""
        self.derive()
        side, n = direction.side, direction.sequence
        direction.sequence += 1
        name = SUITES[self.suite][2]
        iv, ciphertext = fragment[:16], fragment[16:]
        cipher = Cipher(algorithms.AES(self.values[f"{side}_write_key"]), modes.CBC(iv))
        decryptor = cipher.decryptor()
        plaintext = decryptor.update(ciphertext) + decryptor.finalize()
        count = plaintext[-1] + 1
        same("padding", plaintext[-count:], bytes([count - 1]) * count)
        rest = plaintext[:-count]
        mac_len = hashlib.new(name).digest_size
        content, received = rest[:-mac_len], rest[-mac_len:]
        header = n.to_bytes(8, "big") + bytes([kind]) + version.to_bytes(2, "big")
        header += len(content).to_bytes(2, "big")
        computed = mac(name, self.values[f"{side}_write_MAC_key"], header + content)
        same(f"MAC of record {n}", received, computed)
        for part, data in (("content", content), ("mac", computed), ("iv", iv), ("ciphertext", ciphertext)):
            self.put(f"{side}_record_{n}_{part}", data)
        return plaintext, content

    def handshake(self, side, message):
        body = Bytes(message)
        kind = body.number(1)
        body = Bytes(body.vector(3))
        name = HANDSHAKE_NAMES[kind]
        if name in ("ClientHello", "ServerHello"):
            self.hello(side, body)
        elif name == "Certificate":
            self.certificates(body)
        elif name == "ClientKeyExchange":
            self.key_exchange(body.vector(2))
        elif name == "Finished":
            self.finished(side, body.take(12))
        body.end(name)
        self.transcript.append(message)
        return name

    def hello(self, side, body):
        version, random, _session = body.take(2), body.take(32), body.vector(1)
        self.put(f"{side}_random", random)
        if side == "client":
            self.put("client_version", version)
            suites, compression = body.vector(2), body.vector(1)
            self.offered = [int.from_bytes(suites[i : i + 2], "big") for i in range(0, len(suites), 2)]
            if 0 not in compression:
                raise Mismatch("the client does not offer null compression")
        else:
            same("server_version", version, b"\x03\x03")
            self.suite = body.number(2)
            if self.suite not in self.offered:
                raise Mismatch(f"suite {self.suite:04x} was not offered")
            same("compression", body.number(1), 0)
        extensions = Bytes(body.vector(2))
        while extensions.data:
            extensions.take(2)
            extensions.vector(2)

    def certificates(self, body):
        chain = Bytes(body.vector(3))
        certificates = []
        while chain.data:
            certificates.append(x509.load_der_x509_certificate(chain.vector(3)))
        public = certificates[0].public_key().public_numbers()
        same("public key of the certificate", (public.n, public.e), (self.n, self.e))
        for below, above in zip(certificates, certificates[1:]):
            signed = (below.signature, below.tbs_certificate_bytes)
            above.public_key().verify(*signed, padding.PKCS1v15(), below.signature_hash_algorithm)

    def key_exchange(self, encrypted):
        """RFC 5246 section 7.4.7.1 and RFC 8017 section 7.2.2."""
        k = (self.n.bit_length() + 7) // 8
        same("length of the encrypted pre-master secret", len(encrypted), k)
        block = pow(int.from_bytes(encrypted, "big"), self.key.d, self.n).to_bytes(k, "big")
        same("beginning of the block", block[:2], b"\x00\x02")
        end = block.index(0, 2)
        if end < 10:
            raise Mismatch(f"only {end - 2} bytes of padding")
        secret = block[end + 1 :]
        same("length of the pre-master secret", len(secret), 48)
        same("version in it", secret[:2], self.values["client_version"])
        self.put("encrypted_pre_master_secret", encrypted)
        self.put("pre_master_secret", secret)
        self.put("pre_master_random", secret[2:])

    def derive(self):
        """RFC 5246 sections 8.1 and 6.3."""
        v = self.values
        if "key_block" in v:
            return
        _, key, name = SUITES[self.suite]
        mac_key = hashlib.new(name).digest_size
        randoms = v["client_random"] + v["server_random"]
        self.put("master_secret", prf(v["pre_master_secret"], "master secret", randoms, 48))
        randoms = v["server_random"] + v["client_random"]
        block = prf(v["master_secret"], "key expansion", randoms, 2 * (mac_key + key))
        self.put("key_block", block)
        block = Bytes(block)
        for name, length in (("MAC_key", mac_key), ("key", key)):
            for side in SIDES:
                self.put(f"{side}_write_{name}", block.take(length))

    def finished(self, side, verify_data):
        """RFC 5246 section 7.4.9."""
        digest = hashlib.sha256(b"".join(self.transcript)).digest()
        computed = prf(self.values["master_secret"], f"{side} finished", digest, 12)
        same(f"verify_data of the {side}", verify_data, computed)
        self.put(f"{side}_handshake_hash", digest)
        self.put(f"{side}_verify_data", computed)

    def randoms(self):
        """The numbers that a seed gives: ChaCha20 under the seed, a stream for each side."""
        for stream, side in enumerate(SIDES):
            key = self.document["seed"].to_bytes(8, "little").ljust(32, b"\0")
            nonce = (0).to_bytes(8, "little") + stream.to_bytes(8, "little")
            drawn = Cipher(algorithms.ChaCha20(key, nonce), None).encryptor().update(bytes(78))
            same(f"{side}_random from the seed", self.values[f"{side}_random"], drawn[:32])
            if side == "client":
                same("pre_master_random from the seed", self.values["pre_master_random"], drawn[32:])

    def finish(self):
        self.randoms()
        document, number = self.document, lambda n: n.to_bytes((n.bit_length() + 7) // 8, "big")
        self.put("server_modulus", number(self.n))
        self.put("server_exponent", number(self.e))
        self.put("server_private_exponent", number(self.key.d))
        said = {name: bytes.fromhex(value["hex"]) for name, value in document["values"].items()}
        for name, data in said.items():
            if name not in self.values:
                raise Mismatch(f"nothing here computes {name}")
            # a number may be written with zeros in front
            strip = (lambda x: x.lstrip(b"\0")) if re.search("modulus|exponent", name) else (lambda x: x)
            same(name, strip(data), strip(self.values[name]))
        for name in self.values:
            if name not in said:
                raise Mismatch(f"{name} is missing")
        same("outcome", document["outcome"], "established")
        same("version", document["version"], "TLS 1.2")
        same("suite", document["suite"], {"name": SUITES[self.suite][0], "id": f"0x{self.suite:04x}"})
        for side in SIDES:
            for name in ("Finished", "ApplicationData", "Alert"):
                if (side, name) not in self.seen:
                    raise Mismatch(f"the {side} sent no {name}")


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    with open(arguments[0], "rb") as file:
        pem = file.read()
    key = load_pem_private_key(pem[pem.index(b"-----BEGIN") :], password=None)
    failed = 0
    for path in arguments[1:]:
        with open(path, encoding="utf-8") as file:
            run = Run(json.load(file), key)
        try:
            run.check()
            print(f"{path}: {len(run.values)} values, {len(run.transcript)} handshake messages: all agree")
        except Mismatch as mismatch:
            failed += 1
            print(f"{path}: {mismatch}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
