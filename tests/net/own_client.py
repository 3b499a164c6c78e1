"""A client of TLS 1.2 with RSA key exchange, as a student may write it for the homework task `own-client`: sockets,
hashlib, hmac, and RSA and AES of the cryptography package. Usage: own_client.py PORT SUITE TEXT [MISTAKE]

It prints what comes back, or the alert that it gets. MISTAKE is one of those that students make; see MISTAKES.
"""

import hashlib
import hmac
import os
import socket
import struct
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SUITES = {  # name: (id, hash of the MAC, length of the cipher key)
    "TLS_RSA_WITH_AES_128_CBC_SHA": (0x002F, "sha1", 16),
    "TLS_RSA_WITH_AES_256_CBC_SHA": (0x0035, "sha1", 32),
    "TLS_RSA_WITH_AES_128_CBC_SHA256": (0x003C, "sha256", 16),
    "TLS_RSA_WITH_AES_256_CBC_SHA256": (0x003D, "sha256", 32),
}
MISTAKES = [
    "no_common_suite",  # offers a suite that the server does not accept
    "stops_after_hello",
    "encrypted_pre_master_without_length",
    "pre_master_version",  # the pre-master secret does not begin with 03 03
    "no_change_cipher_spec",
    "randoms_swapped",  # in the master secret
    "keys_swapped",
    "mac_wrong_length",
    "pkcs7_padding",
    "finished_label",
    "transcript_change_cipher_spec",
    "transcript_without_message",  # ServerHelloDone is left out
    "counts_finished_twice",  # the record with data has a wrong sequence number
    "other_text",
]


def prf(secret, label, seed, size):
    seed, out = label + seed, b""
    a = seed
    while len(out) < size:
        a = hmac.new(secret, a, "sha256").digest()
        out += hmac.new(secret, a + seed, "sha256").digest()
    return out[:size]


class Ended(Exception):
    pass


class Client:
    def __init__(self, port, suite, mistake):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.suite, self.mac_name, self.key_len = SUITES[suite]
        self.mistake = mistake
        self.messages = []
        self.sent = 0

    def is_(self, mistake):
        return self.mistake == mistake

    def exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise Ended("the server closed the connection")
            data += more
        return data

    def record(self):
        header = self.exactly(5)
        kind, _, size = struct.unpack("!BHH", header)
        return kind, self.exactly(size)

    def send(self, kind, fragment):
        self.socket.sendall(struct.pack("!BHH", kind, 0x0303, len(fragment)) + fragment)

    def handshake(self, kind, body):
        message = bytes([kind]) + len(body).to_bytes(3, "big") + body
        self.messages.append(message)
        return message

    def flight(self):
        """The messages of the server up to ServerHelloDone."""
        data, found = b"", {}
        while 14 not in found:
            kind, fragment = self.record()
            if kind == 21:
                raise Ended(f"alert {fragment.hex()}")
            data += fragment
            while len(data) >= 4 and len(data) >= 4 + int.from_bytes(data[1:4], "big"):
                size = 4 + int.from_bytes(data[1:4], "big")
                self.messages.append(data[:size])
                found[data[0]], data = data[4:size], data[size:]
        return found

    def protect(self, kind, content):
        padding_byte = 0 if self.is_("pkcs7_padding") else 1
        length = len(content)
        if self.is_("mac_wrong_length"):
            length += self.mac_len
        number = self.sent + (kind == 23 and self.is_("counts_finished_twice"))
        self.sent += 1
        header = struct.pack("!QBHH", number, kind, 0x0303, length)
        plain = content + hmac.new(self.keys["mac"], header + content, self.mac_name).digest()
        fill = 16 - len(plain) % 16
        plain += bytes([fill - padding_byte] * fill)
        iv = os.urandom(16)
        cipher = Cipher(algorithms.AES(self.keys["key"]), modes.CBC(iv)).encryptor()
        self.send(kind, iv + cipher.update(plain) + cipher.finalize())

    def opened(self):
        kind, fragment = self.record()
        cipher = Cipher(algorithms.AES(self.keys["server_key"]), modes.CBC(fragment[:16])).decryptor()
        plain = cipher.update(fragment[16:])
        return kind, plain[: -plain[-1] - 1 - self.mac_len]

    def run(self, text):
        client_random = os.urandom(32)
        suite = 0x000A if self.is_("no_common_suite") else self.suite
        hello = b"\x03\x03" + client_random + b"\0" + struct.pack("!HH", 2, suite) + b"\x01\0"
        self.send(22, self.handshake(1, hello))
        found = self.flight()
        if self.is_("stops_after_hello"):
            return b""
        server_random = found[2][2:34]
        size = int.from_bytes(found[11][3:6], "big")
        key = x509.load_der_x509_certificate(found[11][6 : 6 + size]).public_key()
        pre_master = (b"\x03\x01" if self.is_("pre_master_version") else b"\x03\x03") + os.urandom(46)
        encrypted = key.encrypt(pre_master, padding.PKCS1v15())
        length = b"" if self.is_("encrypted_pre_master_without_length") else struct.pack("!H", len(encrypted))
        self.send(22, self.handshake(16, length + encrypted))
        randoms = [client_random, server_random]
        if self.is_("randoms_swapped"):
            randoms.reverse()
        master = prf(pre_master, b"master secret", b"".join(randoms), 48)
        self.mac_len = hashlib.new(self.mac_name).digest_size
        block = prf(master, b"key expansion", server_random + client_random, 2 * (self.mac_len + self.key_len))
        macs = [block[: self.mac_len], block[self.mac_len : 2 * self.mac_len]]
        keys = [block[2 * self.mac_len :][: self.key_len], block[-self.key_len :]]
        own = 1 if self.is_("keys_swapped") else 0
        self.keys = {"mac": macs[own], "key": keys[own], "server_key": keys[1 - own]}
        if not self.is_("no_change_cipher_spec"):
            self.send(20, b"\x01")
        covered = [one for one in self.messages if not (self.is_("transcript_without_message") and one[0] == 14)]
        if self.is_("transcript_change_cipher_spec"):
            covered.append(b"\x01")
        label = b"finished" if self.is_("finished_label") else b"client finished"
        digest = hashlib.sha256(b"".join(covered)).digest()
        self.protect(22, self.handshake(20, prf(master, label, digest, 12)))
        kind, fragment = self.record()
        if kind != 20:
            raise Ended(f"record of type {kind} instead of ChangeCipherSpec: {fragment.hex()}")
        self.opened()
        self.protect(23, text)
        back = b""
        while len(back) < len(text):
            kind, content = self.opened()
            if kind != 23:
                raise Ended(f"record of type {kind} instead of application data")
            back += content
        self.protect(21, b"\x01\0")
        return back


def main():
    port, suite, text, *mistake = sys.argv[1:]
    mistake = mistake[0] if mistake else None
    assert mistake is None or mistake in MISTAKES, mistake
    text = "Something else." if mistake == "other_text" else text
    client = Client(int(port), suite, mistake)
    try:
        print(client.run(text.encode()).decode())
    except (Ended, ConnectionError) as error:
        print(f"refused: {error}")


if __name__ == "__main__":
    main()
