"""Answers generated questions by itself, and compares.

Standard input has a line of JSON for each run: {"run": the run as `premaster print --format json` gives it,
"questions": as `premaster questions --format json` gives them}. From the run are taken the records as they crossed the
wire, who sent them, the names of the steps, and the server's private key; from these the solver decrypts the pre-master
secret, derives every key with an HMAC of its own, opens the records and checks their MACs. What is right it decides by
rules that are written here. It never looks at what premaster says of an answer before it has its own.

It prints a line for each answer that differs, and at the end how many questions of each template it has answered.
"""

import datetime
import functools
import hashlib
import hmac
import json
import re
import sys
from collections import Counter

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

try:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
except ImportError:
    TripleDES = algorithms.TripleDES

HANDSHAKE = {1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 11: "Certificate", 12: "ServerKeyExchange",
             13: "CertificateRequest", 14: "ServerHelloDone", 15: "CertificateVerify", 16: "ClientKeyExchange",
             20: "Finished"}
VERSIONS = {"SSL 3.0": 0x0300, "TLS 1.0": 0x0301, "TLS 1.1": 0x0302, "TLS 1.2": 0x0303}


class Skip(Exception):
    """The solver has no rule for this run."""


def p_hash(name, secret, seed, size):
    out, a = b"", seed
    while len(out) < size:
        a = hmac.new(secret, a, name).digest()
        out += hmac.new(secret, a + seed, name).digest()
    return out[:size]


def prf(version, secret, label, seed, size):
    seed = label.encode() + seed
    if version == 0x0303:
        return p_hash("sha256", secret, seed, size)
    half = (len(secret) + 1) // 2
    md5, sha = p_hash("md5", secret[:half], seed, size), p_hash("sha1", secret[-half:], seed, size)
    return bytes(a ^ b for a, b in zip(md5, sha))


def short(data):
    return data[:6].hex() + ("…" if len(data) > 6 else "")


@functools.lru_cache(maxsize=64)
def factors(d, n):
    """The primes of a key, if modulus and exponent are of one key. With them decryption takes a quarter of the time."""
    try:
        return rsa.rsa_recover_prime_factors(n, 65537, d)
    except ValueError:
        return None


@functools.lru_cache(maxsize=64)
def decrypted(number, d, n):
    primes = factors(d, n)
    if primes is None:
        return pow(number, d, n)
    p, q = primes
    at_p, at_q = pow(number, d % (p - 1), p), pow(number, d % (q - 1), q)
    found = at_q + q * ((at_p - at_q) * pow(q, -1, p) % p)
    assert pow(found, 65537, n) == number % n
    return found


class Message:
    """A message as it crossed the wire."""

    def __init__(self, step):
        self.step, self.key = step["index"], step["key"]
        self.sender = "client" if step["direction"] == "client_to_server" else "server"
        self.fate = step["fate"]
        self.record = bytes.fromhex(step["record"])
        self.type = self.record[0]
        own = step["own"]["record"]
        self.own = self.record[max(own[0], 5):own[1]]
        self.name = step["message"]
        self.protected = False
        self.arrived = step["arrived"]


class Run:
    """A connection of a run."""

    def __init__(self, run, connection):
        self.run, self.steps, self.values = run, run["steps"], run["values"]
        self.connection = connection
        own = run["connections"][connection]
        self.version = VERSIONS.get(own["version"])
        self.suite = own["suite_name"] or ""
        self.untouched = not run["tampering"] and not run["replayed"]
        self.own = [step for step in self.steps if step["connection"] == connection]
        self.messages = [Message(step) for step in self.own if step.get("record")]
        switched = set()
        for message in self.messages:
            message.protected = message.sender in switched
            if message.type == 20:
                switched.add(message.sender)
        for message in self.messages:
            message.name = self.name_of(message)
        self._keys = None

    def name_of(self, message):
        if message.type == 20:
            return "ChangeCipherSpec"
        if message.type == 23:
            return "ApplicationData"
        if message.type == 21:
            return "close_notify" if "close_notify" in message.key else "Alert"
        if message.protected:
            return "Finished"
        return HANDSHAKE.get(message.own[0], message.name)

    def value(self, name):
        found = self.values.get(f"{name}@connection_{self.connection + 1}") or self.values.get(name)
        if not found or found["hex"] is None:
            raise Skip(name)
        return bytes.fromhex(found["hex"])

    def of(self, key, sender=None):
        for message in self.messages:
            if message.name == key and sender in (None, message.sender):
                return message
        raise Skip(key)

    def at(self, step):
        for message in self.messages:
            if message.step == step:
                return message
        raise Skip("no message")

    def step(self, key):
        for step in self.own:
            if step["key"] == key:
                return step
        raise Skip(key)

    # what was switched on

    def extensions(self, name):
        """The numbers of the extensions of a hello."""
        hello = self.of(name).own
        at = 4 + 2 + 32
        at += 1 + hello[at]
        if name == "ClientHello":
            at += 2 + int.from_bytes(hello[at:at + 2], "big")
            at += 1 + hello[at]
        else:
            at += 3
        end, found = at + 2 + int.from_bytes(hello[at:at + 2], "big"), set()
        at += 2
        while at + 4 <= end:
            found.add(int.from_bytes(hello[at:at + 2], "big"))
            at += 4 + int.from_bytes(hello[at + 2:at + 4], "big")
        return found

    def switched(self, number):
        """Whether the server has agreed to an extension: 22 is encrypt-then-MAC, 23 the extended master secret."""
        return number in self.extensions("ServerHello")

    # what follows from the wire and the server's private key

    def randoms(self):
        client, server = self.of("ClientHello").own, self.of("ServerHello").own
        return client[6:38], server[6:38]

    def shape(self):
        """Lengths of MAC key, cipher key and block, and the hash of the MAC."""
        found = re.search(r"WITH_(AES_128|AES_256|3DES_EDE)_CBC_(SHA256|SHA384|SHA)$", self.suite)
        if not found or not self.version or self.version < 0x0301:
            raise Skip("suite")
        key, block = {"AES_128": (16, 16), "AES_256": (32, 16), "3DES_EDE": (24, 8)}[found[1]]
        name = {"SHA": "sha1", "SHA256": "sha256"}[found[2]]
        return hashlib.new(name).digest_size, key, block, name

    def pre_master(self):
        body = self.of("ClientKeyExchange").own[4:]
        n, d = self.value("server_modulus"), self.value("server_private_exponent")
        n, d = int.from_bytes(n, "big"), int.from_bytes(d, "big")
        size = (n.bit_length() + 7) // 8
        block = decrypted(int.from_bytes(body[-size:], "big"), d, n).to_bytes(size, "big")
        if block[:2] != b"\0\2" or block[-49] != 0:
            raise Skip("block")
        return block[-48:]

    def keys(self):
        if self._keys is None:
            mac, key, block, _ = self.shape()
            client, server = self.randoms()
            resumed = self.connection and not any(one.name == "ClientKeyExchange" for one in self.messages)
            # a resumed session has the master secret of the connection in which it began
            secret = b"" if resumed else self.pre_master()
            label, seed = "master secret", client + server
            if self.switched(23) and not resumed:
                until = self.of("ClientKeyExchange").step + 1
                session = b"".join(content for _, content in self.handshake(until))
                label, seed = "extended master secret", self.hash(session)
            master = prf(self.version, secret, label, seed, 48)
            if resumed:
                master = Run(self.run, 0).keys()["master"]
            size = 2 * (mac + key + (block if self.version == 0x0301 else 0))
            data = prf(self.version, master, "key expansion", server + client, size)
            cut = lambda at, size: data[at:at + size]
            self._keys = {
                "pre_master": secret, "master": master, "block": data,
                "client_write_MAC_key": cut(0, mac), "server_write_MAC_key": cut(mac, mac),
                "client_write_key": cut(2 * mac, key), "server_write_key": cut(2 * mac + key, key),
                "client_iv": cut(2 * (mac + key), block), "server_iv": cut(2 * (mac + key) + block, block),
            }
        return self._keys

    def cipher(self, key, iv):
        algorithm = algorithms.AES(key) if "AES" in self.suite else TripleDES(key)
        return Cipher(algorithm, modes.CBC(iv)).decryptor()

    def protected_before(self, message):
        """The protected records that the sender itself has sent before; a copy is an attacker's."""
        return [one for one in self.messages if one.step < message.step and one.sender == message.sender
                and one.protected and one.fate != "copy"]

    def sequence(self, message):
        return len(self.protected_before(message))

    def opened(self, message):
        """IV, ciphertext, and content, MAC and padding of a protected record; the MAC is checked."""
        keys, (mac_len, _, block, name) = self.keys(), self.shape()
        fragment = message.record[5:]
        last = self.switched(22)
        if last:
            fragment, mac = fragment[:-mac_len], fragment[-mac_len:]
        if self.version >= 0x0302:
            iv, ciphertext = fragment[:block], fragment[block:]
        else:
            before = self.protected_before(message)
            end = len(before[-1].record) - (mac_len if last else 0) if before else 0
            iv = before[-1].record[end - block:end] if before else keys[message.sender + "_iv"]
            ciphertext = fragment
        plain = self.cipher(keys[message.sender + "_write_key"], iv).update(ciphertext)
        pad = plain[-1] + 1
        content = plain[:-pad]
        if not last:
            content, mac = plain[:-pad - mac_len], plain[-pad - mac_len:-pad]
        number = self.sequence(message)
        if self.mac(message, number, fragment if last else content, name) != mac:
            raise Skip("MAC")
        return iv, ciphertext, content, mac, plain[-pad:]

    def mac(self, message, number, content, name, length=None):
        header = number.to_bytes(8, "big") + message.record[:3]
        header += (len(content) if length is None else length).to_bytes(2, "big")
        return hmac.new(self.keys()[message.sender + "_write_MAC_key"], header + content, name).digest()

    def handshake(self, until):
        """Handshake messages before a step, with their headers, Finished decrypted."""
        out = []
        for message in self.messages:
            if message.step < until and message.type == 22:
                if message.name == "HelloRequest":
                    continue
                content = self.opened(message)[2] if message.protected else message.own
                out.append((message, content))
        return out

    def hash(self, data):
        if self.version == 0x0303:
            return hashlib.sha256(data).digest()
        return hashlib.md5(data).digest() + hashlib.sha1(data).digest()

    def verify_data(self, side, data, secret=None, label=None):
        master = secret or self.keys()["master"]
        return prf(self.version, master, (label or side) + " finished", self.hash(data), 12)

    def covered(self, side):
        """What the side's Finished covers: proved by its verify_data."""
        finished = self.of("Finished", side)
        covered = self.handshake(finished.step)
        data = b"".join(content for _, content in covered)
        if self.opened(finished)[2] != b"\x14\0\0\x0c" + self.verify_data(side, data):
            raise Skip("verify_data")
        return covered


# Of these a rule of the protocol decides, whatever the run.
BY_RULE = {
    "who-is-asked": "no-one", "key-count": "four", "who-chose": "client", "end-or-cut": "close-notify",
    "bad-secret": "goes-on", "went-on": "secret-with-a-stranger", "pms-version-of": "offered",
    "what-is-encrypted": "pre-master-secret", "replayed-exchange": "other-keys",
    "finished-proves": "key-and-transcript", "certificate-alone": "until-the-key",
    "finished-differ": "label-and-transcript", "after-alert": "nothing",
}
RULE_MANY = {
    "mac-input": {"sequence-number", "type", "version", "length", "content"},
    "wire-tells": {"sender", "time", "type", "padded-length"},
    "stolen-master": {"read-both", "forge", "verify-data"},
}


def one(question, holds):
    places = [place for place, choice in enumerate(question["choices"]) if holds(choice)]
    return places[0] if len(places) == 1 else places


def named(*names):
    return lambda choice: choice["name"] in names


def about(message, sender):
    return lambda choice: choice["about"].get("message") == message and choice["about"].get("sender") == sender


def many(question, holds):
    return [place for place, choice in enumerate(question["choices"]) if holds(choice)]


def side_of(question, run):
    given = question["arguments"].get("finished")
    return given or run.steps[question["step"]]["key"].split("_")[0]


def next_message(run, question):
    later = [message for message in run.messages if message.step > question["step"]]
    return one(question, about(later[0].name, later[0].sender))


def next_act(run, question):
    words = {"draw_pre_master_secret": "generates", "encrypt_pre_master_secret": "encrypts the pre-master",
             "decrypt_pre_master_secret": "decrypts", "check_certificate": "checks the certificate",
             "client_compute_verify_data": "client computes", "server_compute_verify_data": "server computes",
             "server_check_finished": "server checks", "client_check_finished": "client checks",
             "negotiate": "selects version and suite", "derive_master_secret": "the master secret",
             "expand_key_block": "the key block", "sign_handshake": "signs the handshake",
             "check_client_certificate": "the client's certificate", "reject": "refuses the message",
             "bluff": "goes on all the same", "transport_closed": "sees the connection end",
             "client_protect_application_data": "client protects",
             "server_protect_application_data": "server protects",
             "client_open_application_data": "client decrypts", "server_open_application_data": "server decrypts"}
    key = run.steps[question["step"] + 1]["key"]
    if key not in words:
        raise Skip(key)
    return one(question, lambda choice: words[key] in choice["text"] and "half" not in choice["text"]
               and "tells" not in choice["text"])


def order_messages(run, question):
    first = {}
    for message in run.messages:
        if message.fate == "delivered":
            first.setdefault(f"{message.name} from the {message.sender}", message.step)
    parts = question["parts"]
    return sorted(range(len(parts)), key=lambda place: first[parts[place]])


def order_acts(run, question):
    order = ["generates", "encrypts", "decrypts", "derive", "expand", "computes", "checks"]
    places = {word: next(i for i, part in enumerate(question["parts"]) if word in part) for word in order}
    return [places[word] for word in order]


def in_this_order(*words):
    def solve(run, question):
        return [next(i for i, part in enumerate(question["parts"]) if word in part) for word in words]
    return solve


def attack_answer(run, question):
    answers = {"Bleichenbacher": "random-secret", "Vaudenay": "one-alert", "BEAST": "own-iv",
               "POODLE": "checked-padding"}
    return one(question, named(*(answer for name, answer in answers.items() if name in question["prompt"])))


def protect_order(run, question):
    order = ["compute the MAC", "append the padding", "encrypt", "put the IV"]
    return [next(i for i, part in enumerate(question["parts"]) if part.startswith(word)) for word in order]


def first_protected(run, question):
    first = next(message for message in run.messages if message.protected)
    return one(question, about(first.name, first.sender))


def absent_message(run, question):
    sent = {(message.name, message.sender) for message in run.messages}
    return one(question, lambda choice: (choice["about"]["message"], choice["about"]["sender"]) not in sent)


def waits_for(run, question):
    """The next message of the other side in the order of RFC 5246, figure 1."""
    side = question["arguments"]["side"]
    past = [one.name for one in run.messages if one.step <= question["step"]]
    asked = "CertificateRequest" in past
    mine = [one.name for one in run.messages if one.step <= question["step"] and one.sender == side]
    order = {
        "client": ["ServerHello", "Certificate", "ServerHelloDone", "ChangeCipherSpec", "Finished"],
        "server": ["ClientHello", *(["Certificate"] if asked else []), "ClientKeyExchange",
                   *(["CertificateVerify"] if asked else []), "ChangeCipherSpec", "Finished"],
    }[side]
    past_theirs = [one for one in run.messages if one.step <= question["step"] and one.sender != side]
    # what was changed may not be taken for what it was
    if any(one.fate not in ("delivered", "repeated", "dropped", "cut") for one in past_theirs):
        raise Skip("an attacker")
    theirs = [one.name for one in past_theirs if one.fate not in ("dropped", "cut")]
    if not mine and side == "client":
        raise Skip("has not begun")
    # what comes after a message that never arrived is not accepted
    missing = [name for name in order if name not in theirs]
    if not missing:
        raise Skip("the last one is not checked yet")
    expected = missing[0]
    if expected not in [choice["text"] for choice in question["choices"]] and asked:
        # a client without a certificate signs nothing
        raise Skip("certificate")
    return one(question, lambda choice: choice["text"] == expected)


def next_bytes(run, question):
    begins, count = re.search(r"begins ([0-9a-f]+)\. Type the next (\d+)", question["prompt"]).groups()
    record = run.at(question["step"]).record
    start = len(begins) // 2
    assert record.hex().startswith(begins)
    right = record[start:start + int(count)]
    # a length: so many bytes follow, up to the end of a part
    value = int.from_bytes(right, "big")
    assert start + int(count) + value <= len(record)
    return right.hex()


def pms_first_bytes(run, question):
    return run.pre_master()[:2].hex()


def pms_version_of(run, question):
    hello = run.of("ClientHello")
    offered = hello.own[4:6]
    assert run.pre_master()[:2] == offered
    return one(question, named("offered"))


def point(run, question, offset, size):
    """The path of the field of these bytes of the record, as the run's list of fields has it."""
    fields = [field for field in run.steps[question["step"]]["fields"]
              if field["buffer"] == "record" and (field["offset"], field["length"]) == (offset, size)]
    paths = [field["path"] for field in fields if field["leaf"]] or [field["path"] for field in fields]
    return paths[-1]


def point_choice(run, question):
    record = run.at(question["step"]).record
    session = record[5 + 4 + 2 + 32]
    return point(run, question, 5 + 4 + 2 + 32 + 1 + session, 2)


def record_size(run, question):
    found = [int(n) for n in re.findall(r"\d+", re.sub(r"with TLS\w*", "", question["prompt"]))]
    content, iv, mac, block = found
    size = content + mac + 1
    size = iv + (size + block - 1) // block * block
    assert size == len(run.at(question["step"]).record) - 5
    return size


def padding_bytes(run, question):
    try:
        return run.opened(run.at(question["step"]))[4][-3:].hex()
    except Skip:
        content, mac, block = re.search(
            r"encrypts (\d+) bytes of content with a MAC of (\d+), in blocks of (\d+)", question["prompt"]).groups()
        value = -(int(content) + int(mac) + 1) % int(block)
        return bytes([value] * 3).hex()


def prf_hash(run, question):
    run.covered("client")
    return one(question, named("prf"))


def what_is_encrypted(run, question):
    try:
        assert len(run.pre_master()) == 48
    except Skip:
        pass
    return one(question, named("pre-master-secret"))


def seed_order(run, question):
    keys, (client, server) = run.keys(), run.randoms()
    size = len(keys["block"])
    gives = {
        "server-first": prf(run.version, keys["master"], "key expansion", server + client, size),
        "client-first": prf(run.version, keys["master"], "key expansion", client + server, size),
        "pre-master": prf(run.version, keys["pre_master"], "key expansion", server + client, size),
        "master-label": prf(run.version, keys["master"], "master secret", server + client, size),
        "master-cut": keys["master"],
    }
    block = re.search(r"key block, (\S+)\?", question["prompt"])[1]
    for choice in question["choices"]:
        if "gives" in choice["about"]:
            assert choice["about"]["gives"] == short(gives[choice["name"]]), choice
    return one(question, lambda choice: short(gives[choice["name"]]) == block)


def wrong_input(run, question):
    result, secret, label, randoms, size = re.search(
        r"wrong: (\w+) = PRF\((\w+), \"([^\"]+)\", ([^)]+)\), the first (\d+) bytes", question["prompt"]).groups()
    keys, (client, server) = run.keys(), run.randoms()
    secrets = {"pre_master_secret": keys["pre_master"], "master_secret": keys["master"]}
    orders = {"client_random + server_random": client + server, "server_random + client_random": server + client}
    wanted = keys["master"] if result == "master_secret" else keys["block"]
    compute = lambda secret, label, seed: prf(run.version, secret, label, seed, int(size))
    other = lambda table, key: next(value for name, value in table.items() if name != key)
    labels = {"master secret": "master secret", "key expansion": "key expansion"}
    fixes = {
        "secret": compute(other(secrets, secret), label, orders[randoms]),
        "label": compute(secrets[secret], other(labels, label), orders[randoms]),
        "randoms": compute(secrets[secret], label, other(orders, randoms)),
    }
    return one(question, lambda choice: fixes.get(choice["name"]) == wanted)


def key_cut(run, question):
    name = re.search(r"four bytes of (\w+)\.", question["prompt"])[1]
    block = re.search(r"key block is ([0-9a-f]+)", question["prompt"])[1]
    assert bytes.fromhex(block) == run.keys()["block"]
    return run.keys()[name][:4].hex()


def which_key_opens(run, question):
    message = run.at(question["step"])
    try:
        run.opened(message)
    except Skip:
        pass
    return one(question, lambda choice: choice["about"].get("key") == message.sender + "_write_key")


def what_changes(run, question):
    derived = {"pre_master_random": {"pre-master-secret", "encrypted"}, "client_random": set(), "server_random": set()}
    changes = derived[question["arguments"]["value"]] | {"master-secret", "key-block", "keys", "verify-data"}
    return many(question, lambda choice: choice["name"] in changes)


SECRET = {"pre-master secret", "master secret", "key block", "client_write_key", "server_write_key",
          "server verify_data", "client verify_data", "client_write_MAC_key", "server_write_MAC_key"}
OPEN = {"client random": "client_hello", "server random": "server_hello"}


def who_can_compute(run, question):
    """Public values since their message; secrets for the two sides and a thief, as far as the inputs are there."""
    here = question["step"]
    past = {step["key"] for step in run.own if step["index"] <= here}
    marks = []
    for row, name in enumerate(question["rows"]):
        if name in OPEN:
            sent = OPEN[name] in past
            made = {"client random": "draw_client_random", "server random": "negotiate"}[name] in past
            own = {"client random": 0, "server random": 1}[name]
            marks += [[row, column] for column in range(5) if sent or (made and column == own)]
            continue
        if name not in SECRET:
            raise Skip(name)
        if "draw_pre_master_secret" in past:
            marks.append([row, 0])
        if "client_key_exchange" in past:
            marks += [[row, 1], [row, 4]]
    return sorted(marks)


def knowledge_now(run, question):
    value, party = question["arguments"]["value"], question["arguments"]["party"]
    here = question["step"]
    past = {step["key"] for step in run.own if step["index"] <= here}
    if value in ("client_random", "server_random"):
        wire = b"".join(message.record for message in run.messages if message.step <= here)
        assert run.value(value) in wire
        return one(question, named("bytes"))
    if value == "pre_master_secret" and party == "eavesdropper":
        return one(question, named("sealed" if "client_key_exchange" in past else "nothing"))
    if value == "pre_master_secret" and party == "server":
        if "decrypt_pre_master_secret" in past:
            return one(question, named("bytes"))
        return one(question, named("sealed" if "client_key_exchange" in past else "nothing"))
    if value == "master_secret" and party == "eavesdropper":
        return one(question, named("nothing"))
    raise Skip(value)


def known_since(run, question):
    step = run.step("decrypt_pre_master_secret")
    return one(question, lambda choice: choice["about"]["number"] == str(step["index"] + 1))


def stolen_key(run, question):
    read = {"pre-master-secret"}
    for message in run.messages:
        if not message.protected or message.name not in ("ApplicationData", "close_notify"):
            continue
        try:
            run.opened(message)
        except Skip as why:
            if str(why) == "MAC":
                raise
        if message.name == "close_notify":
            read.add("close")
        else:
            read.add(message.sender + "-data")
    return many(question, lambda choice: choice["name"] in read)


def in_transcript(run, question):
    side = side_of(question, run)
    covered = {(message.name, message.sender) for message, _ in run.covered(side)}
    data = b"".join(content for _, content in run.covered(side))
    records = b"".join(message.record[:5] + content for message, content in run.covered(side))
    for choice in question["choices"]:
        gives = choice["about"].get("gives")
        if choice["name"] == "record-headers" and gives:
            finished = [message for message, _ in run.covered(side) if message.protected]
            if not finished:
                assert gives == short(run.verify_data(side, records)), choice
    assert data
    return many(question, lambda choice: (choice["about"].get("message"), choice["about"].get("sender")) in covered)


def transcript_size(run, question):
    return sum(len(content) for _, content in run.covered(side_of(question, run)))


def finished_made_of(run, question):
    side = side_of(question, run)
    data = b"".join(content for _, content in run.covered(side))
    other = {"client": "server", "server": "client"}[side]
    gives = {
        "prf": run.verify_data(side, data), "hash": run.hash(data)[:12],
        "pre-master": run.verify_data(side, data, secret=run.keys()["pre_master"]),
        "other-label": run.verify_data(side, data, label=other),
    }
    wanted = re.search(r"verify_data, (\S+)\?", question["prompt"])[1]
    for choice in question["choices"]:
        if "gives" in choice["about"]:
            assert choice["about"]["gives"] == short(gives[choice["name"]]), choice
    return one(question, lambda choice: short(gives.get(choice["name"], b"")) == wanted)


def signed_covers(run, question):
    """What is signed the client's public key proves."""
    verify = run.of("CertificateVerify")
    chain = certificates(run.of("Certificate", "client").own)
    data = b"".join(content for _, content in run.handshake(verify.step))
    if run.version != 0x0303:
        raise Skip("version")
    scheme, signature = verify.own[4:6], verify.own[8:]
    name = {4: hashes.SHA256(), 2: hashes.SHA1(), 5: hashes.SHA384(), 6: hashes.SHA512()}.get(scheme[0])
    if scheme[1] != 1 or name is None:
        raise Skip("signature scheme")
    try:
        chain[0].public_key().verify(signature, data, padding.PKCS1v15(), name)
    except InvalidSignature:
        raise Skip("signature") from None
    covered = {(message.name, message.sender) for message, _ in run.handshake(verify.step)}
    where = {"client-message": "client", "server-message": "server"}
    return many(question, lambda choice: (choice["about"].get("message"), where.get(choice["name"])) in covered)


def sequence_number(run, question):
    message = run.at(question["step"])
    _, _, content, mac, _ = run.opened(message)
    name = run.shape()[3]
    if run.switched(22):
        content = message.record[5:-len(mac)]
    return next(n for n in range(100) if run.mac(message, n, content, name) == mac)


def mac_input(run, question):
    message = run.at(question["step"])
    _, _, content, mac, _ = run.opened(message)
    for choice in question["choices"]:
        if "gives" in choice["about"]:
            length = len(message.record) - 5
            other = run.mac(message, run.sequence(message), content, run.shape()[3], length)
            assert choice["about"]["gives"] == short(other) and other != mac
    return many(question, named(*RULE_MANY["mac-input"]))


def flip_effect(run, question):
    bit, byte, block = map(int, re.search(
        r"flips bit (\d+) of byte (\d+) in block (\d+)", question["prompt"]).groups())
    message = run.at(question["step"])
    iv, ciphertext, _, _, _ = run.opened(message)
    size = run.shape()[2]
    changed = bytearray(ciphertext)
    changed[(block - 1) * size + byte - 1] ^= 1 << bit
    read = run.cipher(run.keys()[message.sender + "_write_key"], iv).update(bytes(changed))
    following = read[block * size:(block + 1) * size].decode()
    return one(question, lambda choice: f"then \"{following}\"" in choice["text"])


def record_fate(run, question):
    message = run.at(question["step"])
    name = {"repeated": "first-then-refused", "dropped": "next-refused", "held_back": "next-refused"}[message.fate]
    alerts = [step for step in run.own if step["key"] == "alert" and step["index"] > question["step"]]
    assert "bad_record_mac" in alerts[0]["title"], alerts[0]["title"]
    return one(question, named(name))


def certificates(content):
    body, out = content[4 + 3:], []
    while body:
        size = int.from_bytes(body[:3], "big")
        out.append(x509.load_der_x509_certificate(body[3:3 + size]))
        body = body[3 + size:]
    return out


def utc(certificate):
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except AttributeError:
        zone = datetime.timezone.utc
        return certificate.not_valid_before.replace(tzinfo=zone), certificate.not_valid_after.replace(tzinfo=zone)


def names_of(certificate):
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return names.get_values_for_type(x509.DNSName)


def which_check_fails(run, question):
    """Dates, names and signatures by the library's own reading; for the rest there is no rule here."""
    client = run.steps[question["step"]]["key"] == "check_client_certificate"
    message = run.of("Certificate", "client" if client else "server")
    if message.fate != "delivered":
        raise Skip("changed on its way")
    chain = certificates(message.own)
    clock = datetime.datetime.fromisoformat(run.run["clock"].replace("Z", "+00:00"))
    failed = set()
    for certificate in chain:
        first, last = utc(certificate)
        if not first <= clock <= last:
            failed.add("dates")
    for lower, upper in zip(chain, chain[1:]):
        try:
            upper.public_key().verify(lower.signature, lower.tbs_certificate_bytes, padding.PKCS1v15(),
                                      lower.signature_hash_algorithm)
        except InvalidSignature:
            failed.add("signature")
    if not client and run.run["server_name"] not in names_of(chain[0]):
        failed.add("host name")
    right = next(choice for choice in question["choices"] if choice["name"] == "failed")["about"]["check"]
    words = {"dates": "date", "host name": "name", "signature": "signature"}
    for one_failed in failed:
        if words[one_failed] in right:
            return one(question, named("failed"))
    for known, word in words.items():
        if word in right and known not in failed:
            return f"{right} does not fail"
    raise Skip("check")


def whose_key_verifies(run, question):
    leaf = certificates(run.of("Certificate", "server").own)[0]
    issuer = leaf.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    return one(question, lambda choice: choice["about"].get("name") == issuer)


def client_known_as(run, question):
    signed = any(message.name == "CertificateVerify" for message in run.messages)
    return one(question, named("key-holder" if signed else "secret-sender"))


def certificate_alone(run, question):
    whose = "client" if run.steps[question["step"]]["key"] == "client_certificate" else "server"
    # SSL 3.0 has no decrypt_error
    alert = {"server": "bad_record_mac", "client": "decrypt_error"}[whose]
    if whose == "client" and run.version == 0x0300:
        alert = "handshake_failure"
    # before TLS 1.1 bad padding has an alert of its own, and noise seldom ends in good padding
    alerts = {alert, "decryption_failed"} if whose == "server" and run.version == 0x0301 else {alert}
    return one(question, lambda choice: choice["name"] == "until-the-key"
               and any(alert in choice["text"] for alert in alerts))


def alert_of(run):
    """The fatal alert, who sent it, and the last message that this side had read."""
    alert = next((step for step in run.own if step["key"] == "alert"), None)
    if alert is None:
        raise Skip("alert")
    sender = "client" if alert["direction"] == "client_to_server" else "server"
    read = [message for message in run.messages if message.step < alert["index"] and message.sender != sender
            and message.fate not in ("dropped", "cut")]
    if sum(step["key"] == "alert" for step in run.own) > 1:
        raise Skip("two alerts")
    return alert, sender, read[-1]


def who_notices(run, question):
    here = question["step"]
    if run.steps[here]["key"] == "alert":
        raise Skip("the alert itself")
    _, sender, last = alert_of(run)
    if last.fate == "copy":
        return one(question, named("at-once"))
    own = [message for message in run.messages if message.step <= here and message.sender != sender]
    if last.step == here and own and run.steps[here]["fate"] == "changed" \
            and not any(step["index"] > here and step["kind"] == "check" and step["failure"]
                        for step in run.steps):
        return one(question, named("at-once"))
    if last.step == here:
        return one(question, named("at-once"))
    return one(question, lambda choice: choice["about"].get("who") == sender
               and choice["about"].get("message") == last.name and choice["about"].get("sender") == last.sender)


ALERTS = {10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed_RESERVED",
          41: "no_certificate_RESERVED", 40: "handshake_failure", 42: "bad_certificate",
          43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
          46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied",
          50: "decode_error", 51: "decrypt_error", 70: "protocol_version", 71: "insufficient_security",
          80: "internal_error", 86: "inappropriate_fallback", 22: "record_overflow", 60: "export_restriction_RESERVED",
          90: "user_canceled", 100: "no_renegotiation", 110: "unsupported_extension"}


def which_alert(run, question):
    if question["arguments"]:
        raise Skip("edit")
    alert, _, _ = alert_of(run)
    content = bytes.fromhex(alert["content"])
    return one(question, lambda choice: choice["name"] != "handshake-failure" and
               choice["about"].get("alert") == ALERTS[content[1]])


def blocks_differ(run):
    return "key_block@server" in run.values


def why_not_earlier(run, question):
    alert, _, _ = alert_of(run)
    code = bytes.fromhex(alert["content"])[1]
    deed = next(message for message in run.messages if message.fate != "delivered")
    if code == 51:
        return one(question, named("finished"))
    if deed.name == "ClientKeyExchange":
        return one(question, named("secret"))
    if deed.protected:
        return one(question, named("count"))
    return one(question, named("keys"))


def where_part(run, question):
    chain = ["client_random", "server_random", "pre_master_secret", "master_secret", "key_block",
             "client_handshake_hash", "client_verify_data", "server_handshake_hash", "server_verify_data"]
    titles = {"pre_master_secret": "pre-master secret", "client_verify_data": "client verify_data",
              "server_verify_data": "server verify_data"}
    differs = [name for name in chain if name + "@server" in run.values]
    return one(question, lambda choice: choice["about"].get("value") == titles.get(differs[0], differs[0].replace("_", " ")))


def anyone_notice(run, question):
    """By the rule: what is in no handshake message nothing covers; randoms enter the keys; the rest is in Finished."""
    field = question["arguments"]["field"]
    if question["arguments"]["message"] not in ("client_hello", "server_hello"):
        raise Skip("message")
    rule = {"random_bytes": "record", "record.version": "never", "handshake.type": "at-once"}
    if field == "cipher_suite" and not question["arguments"].get("bytes"):
        offer, chosen = run.of("ClientHello").own, run.of("ServerHello").own
        start, at = 39 + offer[38], 39 + chosen[38]
        suites = offer[start + 2:start + 2 + int.from_bytes(offer[start:start + 2], "big")]
        changed = bytes([chosen[at] ^ 1, chosen[at + 1]])
        # a suite that was not offered is refused
        if changed not in [suites[i:i + 2] for i in range(0, len(suites), 2)]:
            rule["cipher_suite"] = "at-once"
    if field not in rule:
        raise Skip(field)
    return one(question, named(rule[field]))


def by_rule(run, question):
    return one(question, named(BY_RULE[question["template"]]))


def many_by_rule(run, question):
    return many(question, named(*RULE_MANY[question["template"]]))


SOLVERS = {
    "next-message": next_message, "next-act": next_act, "order-messages": order_messages, "order-acts": order_acts,
    "first-protected": first_protected, "absent-message": absent_message, "waits-for": waits_for,
    "next-bytes": next_bytes, "pms-first-bytes": pms_first_bytes, "pms-version-of": pms_version_of,
    "point-offer": lambda run, question: point(run, question, 9, 2), "point-choice": point_choice,
    "point-unprotected": lambda run, question: point(run, question, 5, run.shape()[2]),
    "record-size": record_size, "padding-bytes": padding_bytes, "prf-hash": prf_hash,
    "what-is-encrypted": what_is_encrypted, "seed-order": seed_order, "wrong-input": wrong_input, "key-cut": key_cut,
    "which-key-opens": which_key_opens, "what-changes": what_changes, "who-can-compute": who_can_compute,
    "knowledge-now": knowledge_now, "known-since": known_since, "stolen-key": stolen_key,
    "in-transcript": in_transcript, "transcript-size": transcript_size, "finished-made-of": finished_made_of,
    "signed-covers": signed_covers, "sequence-number": sequence_number, "mac-input": mac_input,
    "protect-order": protect_order, "flip-effect": flip_effect, "record-fate": record_fate,
    "which-check-fails": which_check_fails, "whose-key-verifies": whose_key_verifies,
    "client-known-as": client_known_as, "certificate-alone": certificate_alone, "who-notices": who_notices,
    "which-alert": which_alert, "why-not-earlier": why_not_earlier, "where-part": where_part,
    "lock-out": in_this_order("for a year", "seven days", "once a day", "six hours", "every handshake"),
    "order-attacks": in_this_order("Bleichenbacher", "Vaudenay", "BEAST", "POODLE"),
    "attack-answer": attack_answer, "anyone-notice": anyone_notice, "wire-tells": many_by_rule, "stolen-master": many_by_rule,
}
for template in BY_RULE:
    SOLVERS.setdefault(template, by_rule)


def main():
    solved, passed, wrong = Counter(), Counter(), 0
    runs = 0
    for line in sys.stdin:
        item = json.loads(line)
        runs += 1
        connections = [Run(item["run"], place) for place in range(len(item["run"]["connections"]))]
        name = f'{item["run"]["scenario"]}@{item["run"]["seed"]}'
        for question in item["questions"]:
            template = question["template"]
            run = connections[item["run"]["steps"][question["step"]]["connection"]]
            try:
                answer = SOLVERS[template](run, question)
            except (Skip, IndexError):
                passed[template] += 1
                continue
            except Exception as error:  # the run is named, and it counts as wrong
                answer = f"{type(error).__name__}: {error}"
            right = question["right"]
            if template == "who-can-compute":
                right = sorted(right)
            if answer == right:
                solved[template] += 1
            else:
                wrong += 1
                print(f"{name}, {template}, step {question['step'] + 1}: {answer} instead of {right}: "
                      f"{question['prompt']} {[choice['text'] for choice in question.get('choices', [])]}")
    never = sorted(set(SOLVERS) - set(solved))
    print(f"{runs} runs, {sum(solved.values())} questions answered, {sum(passed.values())} without a rule, "
          f"{wrong} wrong; never answered: {', '.join(never) or 'none'}")
    for template in sorted(set(passed)):
        print(f"  {template}: {solved[template]} answered, {passed[template]} not")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
