#!/usr/bin/env python3
"""Recomputes a simulated run of premaster from its JSON and the private keys.

    recompute.py KEYS RUN.json...

KEYS is the directory with server.key and client.key. Nothing of premaster is used here. The random numbers
follow from the seed, the records are taken apart from their bytes, and the rest follows from these and
from the private keys: on each connection the pre-master secret or the session that is resumed, all keys,
every MAC and every decryption, what CertificateVerify signs and the signature, the tickets, both
verify_data. Each number in the JSON is compared with the one computed here; a value that nothing here
computes is an error, and so is a missing one.

The document is read here, and a connection computed in connection.py. RSA is Python's pow(); PRF, HMAC, the
constructions of SSL 3.0 and RC4 are written out in constructions.py; AES, 3DES, ChaCha20 and the parsing
of keys and certificates are those of the package cryptography.
"""

import json
import os
import re
import sys

from cryptography.hazmat.primitives.serialization import load_pem_private_key

sys.dont_write_bytecode = True
from connection import SIDES, SUITES, Bytes, Connection, Mismatch, same
from constructions import SSL30, TLS10, TLS11, TLS12

VERSIONS = {SSL30: "SSL 3.0", TLS10: "TLS 1.0", TLS11: "TLS 1.1", TLS12: "TLS 1.2"}


class Run:
    def __init__(self, document, keys):
        self.document = document
        self.keys = keys  # the private numbers of each side
        self.seed = document["seed"]
        self.certified = set()  # who has sent a certificate
        self.sessions = {}  # the master secrets of sessions by their ids
        self.connections = [Connection(self, index) for index in range(len(document["connections"]))]

    def check(self):
        document = self.document
        same("format", document["format"], 1)
        for index, step in enumerate(document["steps"]):
            same("index", step["index"], index)
            if "message" in step:
                try:
                    self.message(self.connections[step["connection"]], step)
                except Mismatch as mismatch:
                    raise Mismatch(f"step {index}, {step['message']}: {mismatch}") from None
        for connection, said in zip(self.connections, document["connections"]):
            self.agreed(connection, said)
        for key in ("version", "suite", "outcome"):
            same(f"{key} of the last connection", document[key], document["connections"][-1][key])
        self.compare()

    def message(self, connection, step):
        side = {"client_to_server": "client", "server_to_client": "server"}[step["direction"]]
        same("side", step["side"], side)
        direction = connection.directions[side]
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
                plaintext, inner = connection.open(direction, kind, version, fragment)
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
            name = connection.handshake(side, content)
        elif content_type == 20:
            same("ChangeCipherSpec", content, b"\x01")
            direction.protected = True
        elif content_type == 21:
            same("length of the alert", len(content), 2)
        same("message", step["message"], name)
        # before the version is agreed on, the records have one that everybody takes
        offered = int.from_bytes(connection.values["client_version"], "big")
        expected = min(offered, TLS10) if name == "ClientHello" else connection.version
        same("record version", versions, {expected})
        connection.seen.add((side, name))

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

    def agreed(self, connection, said):
        suite = {"name": SUITES[connection.suite][0], "id": f"0x{connection.suite:04x}"}
        same("version", said["version"], VERSIONS[connection.version])
        same("suite", said["suite"], suite)
        same("outcome", said["outcome"], "established")
        same("resumed", said["resumed"], connection.resumed)
        for side in SIDES:
            for name in ("Finished", "ApplicationData", "Alert"):
                if (side, name) not in connection.seen:
                    raise Mismatch(f"the {side} sent no {name}")

    def compare(self):
        """Each value that the document has, with those that were computed."""
        number = lambda n: n.to_bytes((n.bit_length() + 7) // 8, "big")
        computed = {}
        for index, connection in enumerate(self.connections):
            for side in self.certified:
                key = self.keys[side]
                connection.put(f"{side}_modulus", number(key.public_numbers.n))
                connection.put(f"{side}_exponent", number(key.public_numbers.e))
                connection.put(f"{side}_private_exponent", number(key.d))
            suffix = f"@connection_{index + 1}" if index else ""
            computed.update({name + suffix: (index, data) for name, data in connection.values.items()})
        for name, value in self.document["values"].items():
            if name not in computed:
                raise Mismatch(f"nothing here computes {name}")
            index, expected = computed.pop(name)
            data = bytes.fromhex(value["hex"])
            # a number may be written with zeros in front
            data = data.lstrip(b"\0") if re.search("modulus|exponent", name) else data
            same(name, data, expected)
            same(f"connection of {name}", value["connection"], index)
        for name in computed:
            raise Mismatch(f"{name} is missing")


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
            values = sum(len(one.values) for one in run.connections)
            messages = sum(len(one.transcript) for one in run.connections)
            print(f"{path}: {values} values, {messages} handshake messages: all agree")
        except Mismatch as mismatch:
            failed += 1
            print(f"{path}: {mismatch}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
