"""Solves the homework of a class from the students' files alone: captures, certificates and task.md.

Nothing here comes from the program: the values follow from RFC 5246 with Python's hmac and the cryptography package,
the fields from a small reader of hellos. Usage: homework_solver.py DIR, where every folder of DIR is a student; each
answers.txt is filled in.
"""

import hashlib
import hmac
import re
import struct
import sys
from datetime import datetime, timezone
from itertools import zip_longest
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SUITES = {  # id: (cipher key length, MAC)
    0x003C: (16, "sha256"),
    0x003D: (32, "sha256"),
    0x002F: (16, "sha1"),
    0x0035: (32, "sha1"),
}
NAMES = {
    0: "HelloRequest", 1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 11: "Certificate",
    12: "ServerKeyExchange", 13: "CertificateRequest", 14: "ServerHelloDone", 15: "CertificateVerify",
    16: "ClientKeyExchange", 20: "Finished",
}
CLIENT, SERVER = "client", "server"


def packets(data):
    """The Ethernet frames of a pcapng file, which is little-endian or big-endian as its section says."""
    at, order = 0, "<"
    while at < len(data):
        if data[at : at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, length = struct.unpack_from(order + "II", data, at)
        assert kind != 10, "the capture has secrets in it"
        if kind == 6:
            (captured,) = struct.unpack_from(order + "I", data, at + 20)
            yield data[at + 28 : at + 28 + captured]
        at += length


def connections(file):
    """Of each TCP connection the records in order, each with its sender."""
    streams = {}
    for frame in packets(Path(file).read_bytes()):
        header = (frame[14] & 15) * 4
        tcp = frame[14 + header :]
        source, target = struct.unpack_from(">HH", tcp)
        (total,) = struct.unpack_from(">H", frame, 16)
        payload = frame[14 + header + (tcp[12] >> 4) * 4 : 14 + total]
        side, port = (CLIENT, source) if target == 443 else (SERVER, target)
        if payload:
            streams.setdefault(port, []).append((side, payload))
    for port in sorted(streams):
        records, left = [], {CLIENT: b"", SERVER: b""}
        for side, payload in streams[port]:
            left[side] += payload
            while len(left[side]) >= 5:
                (length,) = struct.unpack_from(">H", left[side], 3)
                if len(left[side]) < 5 + length:
                    break
                records.append((side, left[side][: 5 + length]))
                left[side] = left[side][5 + length :]
        yield records


def p_hash(secret, seed, length):
    a, out = seed, b""
    while len(out) < length:
        a = hmac.digest(secret, a, "sha256")
        out += hmac.digest(secret, a + seed, "sha256")
    return out[:length]


def prf(secret, label, seed, length):
    return p_hash(secret, label + seed, length)


def cbc_decrypt(key, iv, data):
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


class Connection:
    """A connection with RSA key exchange in TLS 1.2, with all that follows from the server's key."""

    def __init__(self, records, key=None):
        self.messages = []  # (sender, name, bytes), ChangeCipherSpec too
        self.protected = {CLIENT: [], SERVER: []}
        changed = set()
        for side, record in records:
            body = record[5:]
            if side in changed:
                self.protected[side].append(record)
                if record[0] == 22:
                    self.messages.append((side, "Finished", None))
            elif record[0] == 20:
                changed.add(side)
                self.messages.append((side, "ChangeCipherSpec", body))
            elif record[0] == 22:
                while body:
                    length = 4 + int.from_bytes(body[1:4], "big")
                    self.messages.append((side, NAMES[body[0]], body[:length]))
                    body = body[length:]
        self.hello = self.message("ClientHello")
        self.server_hello = self.message("ServerHello")
        self.client_random, self.server_random = self.hello[6:38], self.server_hello[6:38]
        at = 39 + self.server_hello[38]
        (suite,) = struct.unpack_from(">H", self.server_hello, at)
        self.key_len, self.mac_name = SUITES[suite]
        self.mac_len = hashlib.new(self.mac_name).digest_size
        if key and self.has("ClientKeyExchange"):
            self.encrypted = self.message("ClientKeyExchange")[6:]
            self.derive(key.decrypt(self.encrypted, padding.PKCS1v15()))

    def has(self, name):
        return any(name == one for _, one, _ in self.messages)

    def message(self, name):
        return next(data for _, one, data in self.messages if one == name)

    def derive(self, pre_master):
        self.pre_master = pre_master
        seed = self.client_random + self.server_random
        self.master = prf(pre_master, b"master secret", seed, 48)
        seed = self.server_random + self.client_random
        block = prf(self.master, b"key expansion", seed, 2 * (self.mac_len + self.key_len))
        cut = [self.mac_len, self.mac_len, self.key_len, self.key_len]
        parts = []
        for length in cut:
            parts.append(block[:length])
            block = block[length:]
        self.mac_key = {CLIENT: parts[0], SERVER: parts[1]}
        self.key = {CLIENT: parts[2], SERVER: parts[3]}

    def plaintext(self, side, number):
        fragment = self.protected[side][number][5:]
        return cbc_decrypt(self.key[side], fragment[:16], fragment[16:])

    def content(self, side, number):
        text = self.plaintext(side, number)
        return text[: len(text) - text[-1] - 1 - self.mac_len]

    def mac(self, side, number, content=None):
        content = self.content(side, number) if content is None else content
        record = self.protected[side][number]
        header = struct.pack(">Q", number) + record[:3] + struct.pack(">H", len(content))
        return hmac.digest(self.mac_key[side], header + content, self.mac_name)

    def verify_data(self, side):
        covered = b""
        for sender, name, data in self.messages:
            if name == "ChangeCipherSpec":
                continue
            if name == "Finished":
                if sender == side:
                    break
                data = self.content(sender, 0)
            covered += data
        label = side.encode() + b" finished"
        return prf(self.master, label, hashlib.sha256(covered).digest(), 12)


class Student:
    def __init__(self, folder):
        self.folder = folder
        self.text = (folder / "task.md").read_text()
        key = folder / "server.key"
        self.key = serialization.load_pem_private_key(key.read_bytes(), None) if key.exists() else None
        self.run = Connection(list(connections(folder / "capture.pcapng"))[0], self.key)

    def section(self, number):
        found = re.search(rf"^## Task {number}: .*?(?=^## Task|\Z)", self.text, re.S | re.M)
        return found.group(0) if found else None

    def names(self, number):
        return re.findall(rf"`{number}\.([\w.]+)`", self.section(number).rsplit("Hand in:", 1)[1])

    def answers(self):
        out = {}
        for number in range(1, 14):
            if self.section(number):
                for name, value in getattr(self, f"task_{number}")().items():
                    out[f"{number}.{name}"] = value
        return out

    def task_1(self):
        records = list(connections(self.folder / "order.pcapng"))[-1]
        messages = [(s, n) for s, n, _ in Connection(records).messages]
        return {"order": ", ".join(f"{side} {name}" for side, name in messages)}

    def task_2(self):
        lines = self.section(2).split("```")[1].strip("\n").split("\n")
        data, marks = b"", {}
        for row, marked in zip_longest(lines[::2], lines[1::2], fillvalue=""):
            start = len(data)
            data += bytes.fromhex(row[6:])
            for column in range(0, len(marked[6:]), 3):
                letter = marked[6 + column : 7 + column].strip()
                if letter:
                    marks.setdefault(letter, []).append(start + column // 3)
        fields = hello_fields(data)
        out = {}
        for letter, places in marks.items():
            names = [n for n, a, b in fields if a == places[0] and b == places[-1] + 1]
            out[letter] = names[0]
            out[f"{letter}.value"] = data[places[0] : places[-1] + 1].hex()
        return out

    def task_3(self):
        return {"pre_master_secret": self.run.pre_master.hex()}

    def task_4(self):
        given = re.search(r"pre-master secret is `([0-9a-f]+)`", self.section(4))
        if given:
            self.run.derive(bytes.fromhex(given.group(1)))
        return {"master_secret": self.run.master.hex()}

    def task_5(self):
        out = {}
        for side in (CLIENT, SERVER):
            out[f"{side}_write_MAC_key"] = self.run.mac_key[side].hex()
            out[f"{side}_write_key"] = self.run.key[side].hex()
        return out

    def task_6(self):
        return {f"{side}_verify_data": self.run.verify_data(side).hex() for side in (CLIENT, SERVER)}

    def task_7(self):
        number, side = re.search(r"record (\d+) of the (\w+)", self.section(7)).groups()
        keys = re.findall(r"key: `([0-9a-f]+)`", self.section(7))
        if keys:
            self.run.mac_key = {side: bytes.fromhex(keys[0])}
            self.run.key = {side: bytes.fromhex(keys[1])}
        return {"mac": self.run.mac(side, int(number)).hex()}

    def task_8(self):
        return {f"{side}_text": self.run.content(side, 1).decode() for side in (CLIENT, SERVER)}

    def task_9(self):
        run = Connection(list(connections(self.folder / "tampered.pcapng"))[0], self.key)
        # the alert is not the client's: its last record is the changed one
        number = len(run.protected[CLIENT]) - 1
        fragment = run.protected[CLIENT][number][5:]
        for place in range((len(fragment) - 16) * 8):
            at, bit = 16 + place // 8, place % 8
            tried = bytearray(fragment)
            tried[at] ^= 1 << bit
            text = cbc_decrypt(run.key[CLIENT], bytes(tried[:16]), bytes(tried[16:]))
            pad = text[-1] + 1
            content = text[: len(text) - pad - run.mac_len] if pad + run.mac_len <= len(text) else b""
            if text[len(content) : len(content) + run.mac_len] == run.mac(CLIENT, number, content):
                block, byte = (at - 16) // 16, (at - 16) % 16
                letter = chr(content[(block + 1) * 16 + byte])
                return {"record": number, "block": block, "byte": byte, "bit": bit, "letter": letter}
        raise AssertionError("no bit explains it")

    def task_10(self):
        host, clock = re.search(r"talk to `([^`]+)`.*its clock shows (\S+)\.", self.section(10)).groups()
        now = datetime.strptime(clock, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        load = lambda name: x509.load_pem_x509_certificates((self.folder / name).read_bytes())
        blocks = (self.folder / "crl.pem").read_bytes().split(b"-----END X509 CRL-----")
        lists = [x509.load_pem_x509_crl(b + b"-----END X509 CRL-----\n") for b in blocks if b.strip()]
        check, certificate, alert = chain(load("chain.pem"), load("root.pem"), lists, host, now)
        return {"check": check, "certificate": certificate, "alert": alert}

    def task_11(self):
        at = {s: list(connections(self.folder / f"at-{s}.pcapng"))[0] for s in (CLIENT, SERVER)}
        place = {}
        for side in (CLIENT, SERVER):
            mine = [r for s, r in at[CLIENT] if s == side]
            other = [r for s, r in at[SERVER] if s == side]
            for sent, came in zip(mine, other):
                if sent != came:
                    place = {"sender": side, "sent": sent if side == CLIENT else came}
                    place["at"] = next(i for i, (a, b) in enumerate(zip(sent, came)) if a != b)
        record = place["sent"]
        encrypted = record[0] == 23
        alerts = {s: any(r[0] == 21 for t, r in at[s] if t == s) for s in (CLIENT, SERVER)}
        # who noticed has sent an alert first
        noticed = next(s for s, r in at[SERVER] if r[0] == 21)
        assert alerts[noticed]
        if encrypted:
            return {
                "side": noticed, "message": "ApplicationData",
                "field": "iv" if place["at"] < 21 else "ciphertext", "kind": "record",
            }
        # whatever exposes it comes after the first ChangeCipherSpec
        assert any(r[0] == 20 for _, r in at[SERVER]), "the change was noticed before Finished"
        name = NAMES[record[5]]
        names = [n for n, a, b in message_fields(record) if a <= place["at"] < b]
        kind = "secret" if name == "ClientKeyExchange" else (
            "keys" if names[0] in ("gmt_unix_time", "random_bytes") else "finished"
        )
        return {"side": noticed, "message": name, "field": names[0], "kind": kind}

    def task_12(self):
        public = {"client_random", "server_random", "encrypted_pre_master_secret", "server_modulus"}
        out = {}
        for name in self.names(12):
            if name in public:
                out[name] = "client server eavesdropper thief authority"
            elif name == "server_private_exponent":
                out[name] = "server thief"
            else:
                out[name] = "client server thief"
        return out

    def task_13(self):
        old, new = re.search(r"the amount (\d+)\..*amount (\d+)\.", self.section(13), re.S).groups()
        record = bytearray(self.run.protected[CLIENT][1])
        at = self.run.content(CLIENT, 1).index(old.encode())
        for i, (a, b) in enumerate(zip(old.encode(), new.encode())):
            record[5 + at + i] ^= a ^ b
        return {"record": bytes(record).hex(), "reason": "mac"}


def message_fields(record):
    return hello_fields(record) if record[5] in (1, 2) else key_exchange_fields(record)


def key_exchange_fields(record):
    return [("encrypted_pre_master_secret", 11, len(record)), ("length", 9, 11)]


def hello_fields(record):
    """The fields of a record with a hello: name, start, end."""
    out = [
        ("tls.record.content_type", 0, 1), ("tls.record.version", 1, 3), ("tls.record.length", 3, 5),
        ("tls.handshake.type", 5, 6), ("tls.handshake.length", 6, 9), ("tls.handshake.version", 9, 11),
        ("gmt_unix_time", 11, 15), ("random_bytes", 15, 43), ("tls.handshake.session_id_length", 43, 44),
    ]
    at = 44 + record[43]
    out.append(("session_id", 44, at))
    if record[5] == 1:
        length = int.from_bytes(record[at : at + 2], "big")
        out.append(("tls.handshake.cipher_suites_length", at, at + 2))
        at += 2
        out += [("tls.handshake.ciphersuite", i, i + 2) for i in range(at, at + length, 2)]
        at += length
        out.append(("tls.handshake.comp_methods_length", at, at + 1))
        out += [("tls.handshake.comp_method", at + 1 + i, at + 2 + i) for i in range(record[at])]
        at += 1 + record[at]
    else:
        out.append(("tls.handshake.ciphersuite", at, at + 2))
        out.append(("tls.handshake.comp_method", at + 2, at + 3))
        at += 3
    if at == len(record):
        return out
    out.append(("tls.handshake.extensions_length", at, at + 2))
    at += 2
    while at < len(record):
        kind, length = struct.unpack_from(">HH", record, at)
        out.append(("tls.handshake.extension.type", at, at + 2))
        out.append(("tls.handshake.extension.len", at + 2, at + 4))
        at += 4
        out += extension_fields(kind, record, at, length)
        at += length
    return out


def extension_fields(kind, record, at, length):
    if kind == 0:
        return [
            ("tls.handshake.extensions_server_name_list_len", at, at + 2),
            ("tls.handshake.extensions_server_name_type", at + 2, at + 3),
            ("tls.handshake.extensions_server_name_len", at + 3, at + 5),
            ("tls.handshake.extensions_server_name", at + 5, at + length),
        ]
    if kind == 13:
        out = [("tls.handshake.sig_hash_alg_len", at, at + 2)]
        for i in range(at + 2, at + length, 2):
            out.append(("tls.handshake.sig_hash_alg", i, i + 2))
        return out + [("signature_algorithms", at, at + length)]
    if kind == 0xFF01 and length:
        return [("tls.handshake.extensions_reneg_info_len", at, at + 1)]
    return []


def common_name(certificate):
    return certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value


def signed_by(thing, issuer, data):
    try:
        issuer.public_key().verify(thing.signature, data, padding.PKCS1v15(), thing.signature_hash_algorithm)
        return True
    except InvalidSignature:
        return False


def chain(sent, anchors, lists, host, now):
    """The first check that fails: for each certificate from the leaf on the questions of RFC 5280 §6.1."""
    current, pool = sent[0], sent[1:] + anchors
    path = [current]
    while current not in anchors:
        issuer = next((c for c in pool if c.subject == current.issuer and c != current), None)
        if issuer is None:
            break
        path.append(issuer)
        current = issuer
    for depth, certificate in enumerate(path):
        name = common_name(certificate)
        if certificate.not_valid_after_utc < now:
            return "dates", name, "certificate_expired"
        if certificate.not_valid_before_utc > now:
            return "dates", name, "certificate_expired"
        if certificate in anchors:
            break
        if depth + 1 == len(path):
            return "issuer", name, "unknown_ca"
        issuer = path[depth + 1]
        if not signed_by(certificate, issuer, certificate.tbs_certificate_bytes):
            return "signature", name, "bad_certificate"
        try:
            ca = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except x509.ExtensionNotFound:
            ca = False
        if not ca:
            return "ca_flag", common_name(issuer), "unknown_ca"
    leaf = path[0]
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if host not in names.get_values_for_type(x509.DNSName):
        return "host_name", common_name(leaf), "certificate_unknown"
    for certificate in path:
        if certificate in anchors:
            break
        issued = [one for one in lists if one.issuer == certificate.issuer]
        current = [one for one in issued if one.last_update_utc <= now <= one.next_update_utc]
        if not current:
            return "revocation_list", common_name(certificate), "certificate_unknown"
        if current[0].get_revoked_certificate_by_serial_number(certificate.serial_number):
            return "revoked", common_name(certificate), "certificate_revoked"
    return "none", "none", "none"


def main():
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        if not (folder / "task.md").exists():
            continue
        answers = Student(folder).answers()
        sheet = (folder / "answers.txt").read_text().splitlines()
        filled = []
        for line in sheet:
            name = line.removesuffix(" =")
            filled.append(f"{line} {answers.pop(name)}" if line.endswith(" =") else line)
        assert not answers, answers
        (folder / "answers.txt").write_text("\n".join(filled) + "\n")


if __name__ == "__main__":
    main()
