#!/usr/bin/env python3
"""Recomputes a simulated run of premaster from its JSON and the private keys.

    recompute.py KEYS RUN.json...

KEYS is the directory with server.key and client.key. Nothing of premaster is used here. The randoms
follow from the seed, the records are taken apart from their bytes, and the rest follows from these and
from the private keys: the pre-master secret, all keys, every MAC and every decryption, what
CertificateVerify signs and the signature, both verify_data. Each number in the JSON is compared with the
one computed here; a value that nothing here computes is an error, and so is a missing one.

RSA is Python's pow(); PRF, HMAC, the constructions of SSL 3.0 and RC4 are written out in
constructions.py; AES, 3DES, ChaCha20 and the parsing of keys and certificates are those of the package
cryptography.
"""

import hashlib
import json
import os
import re
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

try:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
except ImportError:  # before version 43
    from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES

sys.dont_write_bytecode = True
from constructions import SSL30, TLS10, TLS11, TLS12, mac, md5_sha1, rc4, ssl3_mac, ssl3_proof, stretch

VERSIONS = {SSL30: "SSL 3.0", TLS10: "TLS 1.0", TLS11: "TLS 1.1", TLS12: "TLS 1.2"}
# RFC 5246 appendix A.5 and C: id -> (name, cipher, key length and block length in bytes, hash of the MAC)
SUITES = {
    0x0004: ("TLS_RSA_WITH_RC4_128_MD5", None, 16, 0, "md5"),
    0x0005: ("TLS_RSA_WITH_RC4_128_SHA", None, 16, 0, "sha1"),
    0x000A: ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", TripleDES, 24, 8, "sha1"),
    0x002F: ("TLS_RSA_WITH_AES_128_CBC_SHA", algorithms.AES, 16, 16, "sha1"),
    0x0035: ("TLS_RSA_WITH_AES_256_CBC_SHA", algorithms.AES, 32, 16, "sha1"),
    0x003C: ("TLS_RSA_WITH_AES_128_CBC_SHA256", algorithms.AES, 16, 16, "sha256"),
    0x003D: ("TLS_RSA_WITH_AES_256_CBC_SHA256", algorithms.AES, 32, 16, "sha256"),
}
# RFC 5246 section 7.4.1.4.1 and RFC 8017 section 9.2: number of the hash -> name, beginning of DigestInfo
SIGNED_HASHES = {
    2: ("sha1", "3021300906052b0e03021a05000414"),
    4: ("sha256", "3031300d060960864801650304020105000420"),
    5: ("sha384", "3041300d060960864801650304020205000430"),
    6: ("sha512", "3051300d060960864801650304020305000440"),
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


class Direction:
    """What one side sends: protected from its ChangeCipherSpec on."""

    def __init__(self, side):
        self.side = side
        self.protected = False
        self.sequence = 0
        self.iv = None  # of the next record, before TLS 1.1
        self.keystream = None  # of RC4


class Run:
    def __init__(self, document, keys):
        self.document = document
        self.keys = keys  # the private numbers of each side
        self.certified = set()  # who has sent a certificate
        self.values = {}  # what was computed here
        self.directions = {side: Direction(side) for side in SIDES}
        self.transcript = []
        self.version = None
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
        versions = set()
        while record.data:
            kind, version = record.number(1), record.number(2)
            if content_type not in (None, kind):
                raise Mismatch("records of two types in one message")
            content_type = kind
            versions.add(version)
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
        # before the version is agreed on, the records have one that everybody takes
        offered = int.from_bytes(self.values["client_version"], "big")
        same("record version", versions, {min(offered, TLS10) if name == "ClientHello" else self.version})
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

    def decrypted(self, direction, fragment):
        """The IV if there is one, the ciphertext, and what is in it."""
        _, cipher, _, block, _ = SUITES[self.suite]
        key = self.values[f"{direction.side}_write_key"]
        if cipher is None:
            direction.keystream = direction.keystream or rc4(key)
            return None, fragment, bytes(x ^ y for x, y in zip(fragment, direction.keystream))
        if self.version >= TLS11:
            iv, ciphertext = fragment[:block], fragment[block:]
        else:
            iv, ciphertext = direction.iv or self.values[f"{direction.side}_write_IV"], fragment
            direction.iv = ciphertext[-block:]
        decryptor = Cipher(cipher(key), modes.CBC(iv)).decryptor()
        return iv, ciphertext, decryptor.update(ciphertext) + decryptor.finalize()

    def unpadded(self, plaintext):
        """RFC 5246 section 6.2.3.2; RFC 6101 section 5.2.3.2 says nothing about the bytes before the last."""
        block = SUITES[self.suite][3]
        if not block:
            return plaintext
        count = plaintext[-1] + 1
        if self.version == SSL30:
            same("at most a block of padding", count <= block, True)
        else:
            same("padding", plaintext[-count:], bytes([count - 1]) * count)
        return plaintext[:-count]

    def open(self, direction, kind, version, fragment):
        """RFC 5246 section 6.2.3."""
        self.derive()
        side, n = direction.side, direction.sequence
        direction.sequence += 1
        iv, ciphertext, plaintext = self.decrypted(direction, fragment)
        rest = self.unpadded(plaintext)
        name = SUITES[self.suite][4]
        mac_len = hashlib.new(name).digest_size
        content, received = rest[:-mac_len], rest[-mac_len:]
        header = n.to_bytes(8, "big") + bytes([kind])
        if self.version != SSL30:
            header += version.to_bytes(2, "big")
        header += len(content).to_bytes(2, "big")
        authenticate = ssl3_mac if self.version == SSL30 else mac
        computed = authenticate(name, self.values[f"{side}_write_MAC_key"], header + content)
        same(f"MAC of record {n}", received, computed)
        for part, data in (("content", content), ("mac", computed), ("ciphertext", ciphertext)):
            self.put(f"{side}_record_{n}_{part}", data)
        # the first IV before TLS 1.1 has a name of its own
        if iv is not None and (self.version >= TLS11 or n > 0):
            self.put(f"{side}_record_{n}_iv", iv)
        return plaintext, content

    def handshake(self, side, message):
        body = Bytes(message)
        kind = body.number(1)
        body = Bytes(body.vector(3))
        name = HANDSHAKE_NAMES[kind]
        if name in ("ClientHello", "ServerHello"):
            self.hello(side, body)
        elif name == "Certificate":
            self.certificates(side, body)
        elif name == "CertificateRequest":
            body.vector(1)
            if self.version == TLS12:
                body.vector(2)
            body.vector(2)
        elif name == "ClientKeyExchange":
            self.key_exchange(body.data if self.version == SSL30 else body.vector(2))
            body.data = b""
        elif name == "CertificateVerify":
            self.certificate_verify(body)
        elif name == "Finished":
            self.finished(side, body.take(36 if self.version == SSL30 else 12))
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
            self.version = int.from_bytes(version, "big")
            same("version", self.document["version"], VERSIONS[self.version])
            self.suite = body.number(2)
            if self.suite not in self.offered:
                raise Mismatch(f"suite {self.suite:04x} was not offered")
            same("compression", body.number(1), 0)
        # SSL 3.0 has none, and other versions may leave them out
        extensions = Bytes(body.vector(2) if body.data else b"")
        while extensions.data:
            extensions.take(2)
            extensions.vector(2)

    def certificates(self, side, body):
        chain = Bytes(body.vector(3))
        certificates = []
        while chain.data:
            certificates.append(x509.load_der_x509_certificate(chain.vector(3)))
        public = certificates[0].public_key().public_numbers()
        same("public key of the certificate", public, self.keys[side].public_numbers)
        self.certified.add(side)
        for below, above in zip(certificates, certificates[1:]):
            signed = (below.signature, below.tbs_certificate_bytes)
            above.public_key().verify(*signed, padding.PKCS1v15(), below.signature_hash_algorithm)

    def key_exchange(self, encrypted):
        """RFC 5246 section 7.4.7.1 and RFC 8017 section 7.2.2."""
        key = self.keys["server"]
        n = key.public_numbers.n
        k = (n.bit_length() + 7) // 8
        same("length of the encrypted pre-master secret", len(encrypted), k)
        block = pow(int.from_bytes(encrypted, "big"), key.d, n).to_bytes(k, "big")
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

    def certificate_verify(self, body):
        """RFC 5246 section 7.4.8, RFC 2246 section 7.4.8 and RFC 6101 section 5.6.8."""
        self.derive()
        messages, info = b"".join(self.transcript), b""
        if self.version == TLS12:
            number, algorithm = body.number(1), body.number(1)
            same("signature algorithm", algorithm, 1)
            name, info = SIGNED_HASHES[number]
            info, digest = bytes.fromhex(info), hashlib.new(name, messages).digest()
        elif self.version == SSL30:
            digest = ssl3_proof(self.values["master_secret"], messages, b"")
        else:
            digest = md5_sha1(messages)
        key = self.keys["client"]
        n = key.public_numbers.n
        k = (n.bit_length() + 7) // 8
        signed = info + digest
        block = b"\x00\x01" + b"\xff" * (k - 3 - len(signed)) + b"\x00" + signed
        signature = pow(int.from_bytes(block, "big"), key.d, n).to_bytes(k, "big")
        same("signature", body.vector(2), signature)
        self.put("signed_hash", digest)
        self.put("handshake_signature", signature)

    def derive(self):
        """RFC 5246 sections 8.1 and 6.3."""
        v = self.values
        if "key_block" in v:
            return
        _, _, key, block, name = SUITES[self.suite]
        mac_key = hashlib.new(name).digest_size
        iv = block if self.version < TLS11 else 0
        randoms = v["client_random"] + v["server_random"]
        master = stretch(self.version, v["pre_master_secret"], "master secret", randoms, 48)
        self.put("master_secret", master)
        randoms = v["server_random"] + v["client_random"]
        block = stretch(self.version, master, "key expansion", randoms, 2 * (mac_key + key + iv))
        self.put("key_block", block)
        block = Bytes(block)
        for name, length in (("MAC_key", mac_key), ("key", key), ("IV", iv)):
            for side in SIDES:
                if length:
                    self.put(f"{side}_write_{name}", block.take(length))

    def finished(self, side, verify_data):
        """RFC 5246 section 7.4.9, RFC 2246 section 7.4.9 and RFC 6101 section 5.6.9."""
        messages, secret = b"".join(self.transcript), self.values["master_secret"]
        if self.version == SSL30:
            computed = ssl3_proof(secret, messages, {"client": b"CLNT", "server": b"SRVR"}[side])
        else:
            digest = hashlib.sha256(messages).digest() if self.version == TLS12 else md5_sha1(messages)
            computed = stretch(self.version, secret, f"{side} finished", digest, 12)
            self.put(f"{side}_handshake_hash", digest)
        same(f"verify_data of the {side}", verify_data, computed)
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
        for side in self.certified:
            key = self.keys[side]
            self.put(f"{side}_modulus", number(key.public_numbers.n))
            self.put(f"{side}_exponent", number(key.public_numbers.e))
            self.put(f"{side}_private_exponent", number(key.d))
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
        same("suite", document["suite"], {"name": SUITES[self.suite][0], "id": f"0x{self.suite:04x}"})
        for side in SIDES:
            for name in ("Finished", "ApplicationData", "Alert"):
                if (side, name) not in self.seen:
                    raise Mismatch(f"the {side} sent no {name}")


def private_numbers(path):
    with open(path, "rb") as file:
        pem = file.read()
    return load_pem_private_key(pem[pem.index(b"-----BEGIN") :], password=None).private_numbers()


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    keys = {side: private_numbers(os.path.join(arguments[0], f"{side}.key")) for side in SIDES}
    failed = 0
    for path in arguments[1:]:
        with open(path, encoding="utf-8") as file:
            run = Run(json.load(file), keys)
        try:
            run.check()
            print(f"{path}: {len(run.values)} values, {len(run.transcript)} handshake messages: all agree")
        except Mismatch as mismatch:
            failed += 1
            print(f"{path}: {mismatch}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
