"""A connection, computed again from the bytes of its messages, for recompute.py."""

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

try:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
except ImportError:  # before version 43
    from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES

from constructions import SSL30, TLS10, TLS11, TLS12, mac, md5_sha1, rc4, ssl3_mac, ssl3_proof, stretch

SIDES = ("client", "server")
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
    4: "NewSessionTicket",
    11: "Certificate",
    13: "CertificateRequest",
    14: "ServerHelloDone",
    15: "CertificateVerify",
    16: "ClientKeyExchange",
    20: "Finished",
}
ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET, SESSION_TICKET = 22, 23, 35  # RFC 7366, RFC 7627, RFC 5077


class Mismatch(Exception):
    """What the document says is not what comes out here."""


def same(what, got, expected):
    if got != expected:
        show = lambda x: x.hex() if isinstance(x, bytes) else repr(x)
        raise Mismatch(f"{what}: the document says {show(got)}, computed {show(expected)}")


def random_bytes(seed, stream, length=1 << 13):
    """The random numbers that a seed gives: ChaCha20 under the seed, with the stream as the nonce."""
    key = seed.to_bytes(8, "little").ljust(32, b"\0")
    nonce = bytes(8) + stream.to_bytes(8, "little")
    return Cipher(algorithms.ChaCha20(key, nonce), None).encryptor().update(bytes(length))


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

    def __init__(self, side, drawn):
        self.side = side
        self.drawn = Bytes(drawn)  # the side's random bytes that have not come up yet
        self.protected = False
        self.sequence = 0
        self.iv = None  # of the next record, before TLS 1.1
        self.keystream = None  # of RC4


class Connection:
    def __init__(self, run, index):
        self.run = run
        self.directions = {
            side: Direction(side, random_bytes(run.seed, 2 * index + number)) for number, side in enumerate(SIDES)
        }
        self.values = {}  # what was computed here, by name
        self.transcript = []
        self.version = self.suite = None
        self.offered_ticket = b""
        self.resumed = self.extended = self.mac_is_last = False
        self.seen = set()  # senders and names of messages

    def put(self, name, data):
        self.values[name] = data

    def random(self, side, name, data):
        """A value that a side has generated. Between two there may be padding, which is random, too."""
        drawn = self.directions[side].drawn
        at = drawn.data.find(data)
        if at < 0:
            raise Mismatch(f"{name} {data.hex()} does not follow from the seed")
        drawn.take(at + len(data))
        self.put(name, data)

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

    def authenticate(self, direction, kind, version, data):
        """RFC 5246 section 6.2.3.1 and RFC 6101 section 5.2.3.1."""
        header = direction.sequence.to_bytes(8, "big") + bytes([kind])
        if self.version != SSL30:
            header += version.to_bytes(2, "big")
        data = header + len(data).to_bytes(2, "big") + data
        function = ssl3_mac if self.version == SSL30 else mac
        return function(SUITES[self.suite][4], self.values[f"{direction.side}_write_MAC_key"], data)

    def open(self, direction, kind, version, fragment):
        """RFC 5246 section 6.2.3; with encrypt-then-MAC, RFC 7366 section 3."""
        self.derive()
        side, n = direction.side, direction.sequence
        mac_len = hashlib.new(SUITES[self.suite][4]).digest_size
        if self.mac_is_last:
            fragment, received = fragment[:-mac_len], fragment[-mac_len:]
            computed = self.authenticate(direction, kind, version, fragment)
            iv, ciphertext, plaintext = self.decrypted(direction, fragment)
            content = self.unpadded(plaintext)
        else:
            iv, ciphertext, plaintext = self.decrypted(direction, fragment)
            rest = self.unpadded(plaintext)
            content, received = rest[:-mac_len], rest[-mac_len:]
            computed = self.authenticate(direction, kind, version, content)
        same(f"MAC of record {n}", received, computed)
        direction.sequence += 1
        for part, data in (("content", content), ("mac", computed), ("ciphertext", ciphertext)):
            self.put(f"{side}_record_{n}_{part}", data)
        # before TLS 1.1 the first IV has a name of its own, and the others are the ends of ciphertexts
        if iv is not None and self.version >= TLS11:
            self.random(side, f"{side}_record_{n}_iv", iv)
        elif iv is not None and n > 0:
            self.put(f"{side}_record_{n}_iv", iv)
        return plaintext, content

    def handshake(self, side, message):
        body = Bytes(message)
        kind = body.number(1)
        body = Bytes(body.vector(3))
        name = HANDSHAKE_NAMES[kind]
        if name == "ClientHello":
            self.client_hello(body)
        elif name == "ServerHello":
            self.server_hello(body)
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
        elif name == "NewSessionTicket":
            body.take(4)  # how long it is valid
            self.new_ticket(body.vector(2))
        elif name == "Finished":
            self.finished(side, body.take(36 if self.version == SSL30 else 12))
        body.end(name)
        self.transcript.append(message)
        if name == "ClientKeyExchange" and self.extended:
            self.put("session_hash", self.transcript_hash())
        return name

    def extensions(self, body):
        """SSL 3.0 has none, and other versions may leave them out."""
        rest, found = Bytes(body.vector(2) if body.data else b""), {}
        while rest.data:
            kind = rest.number(2)
            found[kind] = rest.vector(2)
        return found

    def client_hello(self, body):
        self.put("client_version", body.take(2))
        self.random("client", "client_random", body.take(32))
        session_id = body.vector(1)
        suites, compression = body.vector(2), body.vector(1)
        self.offered = [int.from_bytes(suites[i : i + 2], "big") for i in range(0, len(suites), 2)]
        if 0 not in compression:
            raise Mismatch("the client does not offer null compression")
        self.offered_ticket = self.extensions(body).get(SESSION_TICKET, b"")
        if self.offered_ticket:
            self.put("offered_ticket", self.offered_ticket)
            # the server says with it that it accepts the ticket (RFC 5077 section 3.4)
            self.random("client", "offered_session_id", session_id)
        elif session_id:
            same("a session of an earlier connection", session_id in self.run.sessions, True)
            self.put("offered_session_id", session_id)

    def server_hello(self, body):
        self.version = body.number(2)
        self.random("server", "server_random", body.take(32))
        session_id = body.vector(1)
        self.suite = body.number(2)
        if self.suite not in self.offered:
            raise Mismatch(f"suite {self.suite:04x} was not offered")
        same("compression", body.number(1), 0)
        extensions = self.extensions(body)
        self.extended = EXTENDED_MASTER_SECRET in extensions
        self.mac_is_last = ENCRYPT_THEN_MAC in extensions
        self.resumed = bool(session_id) and session_id == self.values.get("offered_session_id")
        if session_id and not self.resumed:
            self.random("server", "session_id", session_id)
        elif session_id:
            self.put("session_id", session_id)
        if self.resumed and self.offered_ticket:
            self.put("master_secret", self.opened(self.offered_ticket))
        elif self.resumed:
            self.put("master_secret", self.run.sessions[session_id])

    def certificates(self, side, body):
        chain = Bytes(body.vector(3))
        certificates = []
        while chain.data:
            certificates.append(x509.load_der_x509_certificate(chain.vector(3)))
        public = certificates[0].public_key().public_numbers()
        same("public key of the certificate", public, self.run.keys[side].public_numbers)
        self.run.certified.add(side)
        for below, above in zip(certificates, certificates[1:]):
            signed = (below.signature, below.tbs_certificate_bytes)
            above.public_key().verify(*signed, padding.PKCS1v15(), below.signature_hash_algorithm)

    def key_exchange(self, encrypted):
        """RFC 5246 section 7.4.7.1 and RFC 8017 section 7.2.2."""
        key = self.run.keys["server"]
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
        self.random("client", "pre_master_random", secret[2:])

    def transcript_hash(self):
        messages = b"".join(self.transcript)
        return hashlib.sha256(messages).digest() if self.version == TLS12 else md5_sha1(messages)

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
            digest = self.transcript_hash()
        key = self.run.keys["client"]
        n = key.public_numbers.n
        k = (n.bit_length() + 7) // 8
        signed = info + digest
        block = b"\x00\x01" + b"\xff" * (k - 3 - len(signed)) + b"\x00" + signed
        signature = pow(int.from_bytes(block, "big"), key.d, n).to_bytes(k, "big")
        same("signature", body.vector(2), signature)
        self.put("signed_hash", digest)
        self.put("handshake_signature", signature)

    def derive(self):
        """RFC 5246 sections 8.1 and 6.3; RFC 7627 section 4."""
        v = self.values
        if "key_block" in v:
            return
        if not self.resumed:
            label, seed = "master secret", v["client_random"] + v["server_random"]
            if self.extended:
                label, seed = "extended master secret", v["session_hash"]
            self.put("master_secret", stretch(self.version, v["pre_master_secret"], label, seed, 48))
        if v.get("session_id"):
            self.run.sessions[v["session_id"]] = v["master_secret"]
        _, _, key, block, name = SUITES[self.suite]
        mac_key = hashlib.new(name).digest_size
        iv = block if self.version < TLS11 else 0
        randoms = v["server_random"] + v["client_random"]
        length = 2 * (mac_key + key + iv)
        self.put("key_block", stretch(self.version, v["master_secret"], "key expansion", randoms, length))
        block = Bytes(v["key_block"])
        for name, length in (("MAC_key", mac_key), ("key", key), ("IV", iv)):
            for side in SIDES:
                if length:
                    self.put(f"{side}_write_{name}", block.take(length))

    def opened(self, ticket):
        """The master secret in a ticket (RFC 5077 section 4), whose keys follow from the seed."""
        name, iv, encrypted, received = ticket[:16], ticket[16:32], ticket[34:-32], ticket[-32:]
        drawn = random_bytes(self.run.seed, 1 << 32)
        sets = [drawn[i : i + 64] for i in range(0, len(drawn), 64)]
        keys = next((keys for keys in sets if keys[:16] == name), None)
        same("name of the ticket's keys", keys is not None, True)
        key, mac_key = keys[16:32], keys[32:]
        same("MAC of the ticket", received, mac("sha256", mac_key, ticket[:-32]))
        same("length in the ticket", int.from_bytes(ticket[32:34], "big"), len(encrypted))
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        state = decryptor.update(encrypted) + decryptor.finalize()
        count = state[-1]
        same("padding in the ticket", state[-count:], bytes([count]) * count)
        state = state[:-count]
        for what, data in (("key_name", name), ("key", key), ("MAC_key", mac_key)):
            self.put(f"ticket_{what}", data)
        self.put("session_state", state)
        agreed = self.version.to_bytes(2, "big") + self.suite.to_bytes(2, "big") + b"\0"
        same("version, suite and compression in the ticket", state[:5], agreed)
        return state[5:53]

    def new_ticket(self, ticket):
        self.derive()
        same("master secret in the ticket", self.opened(ticket), self.values["master_secret"])
        self.put("ticket", ticket)

    def finished(self, side, verify_data):
        """RFC 5246 section 7.4.9, RFC 2246 section 7.4.9 and RFC 6101 section 5.6.9."""
        secret = self.values["master_secret"]
        if self.version == SSL30:
            sender = {"client": b"CLNT", "server": b"SRVR"}[side]
            computed = ssl3_proof(secret, b"".join(self.transcript), sender)
        else:
            digest = self.transcript_hash()
            computed = stretch(self.version, secret, f"{side} finished", digest, 12)
            self.put(f"{side}_handshake_hash", digest)
        same(f"verify_data of the {side}", verify_data, computed)
        self.put(f"{side}_verify_data", computed)
