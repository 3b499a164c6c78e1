"""Answer sheets for the homework of a class, right and wrong in known ways, with the marks that they should get.

Everything follows from the students' files and RFC 5246, as in homework_solver.py: the mistakes are made here by hand.
Usage: homework_sheets.py DIR COUNT; writes a line of JSON for each sheet: the student, the sheet, and for each answer
that is not right its verdict, its mistake and its share.
"""

import base64
import hashlib
import hmac
import json
import random
import struct
import sys
from pathlib import Path

from homework_solver import CLIENT, SERVER, Student, cbc_decrypt, p_hash, prf

SIDES = (CLIENT, SERVER)
OTHER = {CLIENT: SERVER, SERVER: CLIENT}


def forms(data, pick, length=None):
    """Bytes as people and programs write them."""
    text = data.hex()
    pairs = [text[i : i + 2] for i in range(0, len(text), 2)]
    rows = [data[i : i + 16] for i in range(0, len(data), 16)]
    shown = lambda row: "".join(chr(b) if 32 <= b < 127 else "." for b in row)

    def xxd():
        out = ""
        for i, row in enumerate(rows):
            groups = " ".join(row[j : j + 2].hex() for j in range(0, len(row), 2))
            out += f"\n{i * 16:08x}: {groups:<39}  {shown(row)}"
        return out

    def hexdump():
        out = ""
        for i, row in enumerate(rows):
            left = " ".join(f"{b:02x}" for b in row[:8])
            right = " ".join(f"{b:02x}" for b in row[8:])
            out += f"\n{i * 16:08x}  {left:<23}  {right:<23}  |{shown(row)}|"
        return out + f"\n{len(data):08x}"

    return pick([
        lambda: text,
        lambda: text.upper(),
        lambda: " ".join(pairs),
        lambda: ":".join(pairs).upper(),
        lambda: "0x" + text,
        lambda: ", ".join("0x" + p for p in pairs),
        lambda: "\n" + "\n".join(text[i : i + 60] for i in range(0, len(text), 60)),
        lambda: "unsigned char out[] = {\n  " + ", ".join("0x" + p for p in pairs) + "\n};\nunsigned int out_len = 3;",
        # base64 is only taken for that if it has the right length
        lambda: base64.b64encode(data).decode() if length in (None, len(data)) else text,
        lambda: "SHA2-256(stdin)= " + text,
        lambda: "key=" + text.upper(),
        lambda: text + "  -" if len(text) >= 32 else text,
        xxd,
        hexdump,
    ])()


class Mistakes:
    """The mistakes of a student, by the name of the answer: (mistake, share, value)."""

    def __init__(self, student):
        self.student, self.run = student, student.run
        run = self.run
        self.seed = run.client_random + run.server_random
        self.known = {run.master, run.pre_master, *run.mac_key.values(), *run.key.values()}
        self.known |= {run.verify_data(side) for side in SIDES}
        # `right` only so that nothing is handed in as wrong that is right
        self.right = {k: v for k, v in student.answers().items()}

    def block(self, master, seed, length=160):
        return prf(master, b"key expansion", seed, length)

    def pre_master(self):
        numbers = self.student.key.private_numbers()
        length = (numbers.public_numbers.n.bit_length() + 7) // 8
        number = pow(int.from_bytes(self.run.encrypted, "big"), numbers.d, numbers.public_numbers.n)
        whole = number.to_bytes(length, "big")
        return [
            ("block_kept", 0.8, whole),
            ("block_tail_kept", 0.6, whole[1:]),
            ("block_tail_kept", 0.6, whole[-49:]),
            ("not_a_pre_master", 0.0, b"\x77" + self.run.pre_master[1:]),
            ("result_tail", 0.6, self.run.pre_master[2:]),
        ]

    def master(self):
        run, seed, pms = self.run, self.seed, self.run.pre_master
        label = b"master secret"

        def p_sha1(secret, seed, length):
            a, out = seed, b""
            while len(out) < length:
                a = hmac.digest(secret, a, "sha1")
                out += hmac.digest(secret, a + seed, "sha1")
            return out[:length]

        counter = b"".join(hmac.digest(pms, label + seed + bytes([i]), "sha256") for i in (1, 2))[:48]
        return [
            ("master_randoms_swapped", 0.7, prf(pms, label, run.server_random + run.client_random, 48)),
            ("other_prf", 0.6, p_sha1(pms, label + seed, 48)),
            ("pre_master_length", 0.5, prf(pms[2:], label, seed, 48)),
            ("master_label", 0.5, prf(pms, b"key expansion", seed, 48)),
            ("prf_chain", 0.4, counter),
            ("randoms_without_time", 0.5, prf(pms, label, run.client_random[4:] + run.server_random[4:], 48)),
            ("ciphertext_as_secret", 0.2, prf(run.encrypted, label, seed, 48)),
            ("result_cut", 0.9, run.master[:32]),
            ("result_long", 0.9, prf(pms, label, seed, 64)),
            ("result_reversed", 0.7, run.master[::-1]),
            ("other_value", 0.2, pms),
        ]

    def keys(self, name):
        run, (m, k) = self.run, (self.run.mac_len, self.run.key_len)
        side = name.split("_")[0]
        s, mac = SIDES.index(side), "MAC" in name
        back = run.server_random + run.client_random

        def cut(block, macs=0, keys=2 * m):
            return block[macs + s * m :][:m] if mac else block[keys + s * k :][:k]

        found = [
            ("key_block_randoms_swapped", 0.7, cut(self.block(run.master, self.seed))),
            ("no_master_secret", 0.4, cut(self.block(run.pre_master, back))),
            ("key_block_order", 0.6, cut(self.block(run.master, back), 2 * k, 0)),
            ("key_block_order", 0.6, cut(self.block(run.master, back), 32, 32 + 2 * m)),
            ("other_value", 0.8, (run.mac_key if mac else run.key)[OTHER[side]]),
        ]
        return [("other_value", 0.8, v) if v in self.known else (n, x, v) for n, x, v in found]

    def verify_data(self, side):
        run = self.run
        messages, records, at = [], [], dict.fromkeys(SIDES, 0)
        for sender, name, data in run.messages:
            if name == "ChangeCipherSpec":
                continue
            if name == "Finished" and sender == side:
                break
            wire = data
            if name == "Finished":
                data = run.content(sender, 0)
                wire = run.protected[sender][0][5:]
                header = run.protected[sender][0][:5]
            else:
                minor = 1 if name == "ClientHello" else 3
                header = bytes([22, 3, minor]) + struct.pack(">H", len(data))
            messages.append((name, data, wire))
            records.append(header + data)
        whole = b"".join(data for _, data, _ in messages)
        label = side.encode() + b" finished"
        of = lambda data, label=label: prf(run.master, label, hashlib.sha256(data).digest(), 12)
        hashed = hashlib.sha256(whole).digest()
        missing = 2 if len(messages) > 2 else 0
        found = [
            ("transcript_record_headers", 0.5, of(b"".join(records))),
            ("transcript_without_headers", 0.5, of(b"".join(data[4:] for _, data, _ in messages))),
            ("transcript_without_message", 0.5, of(b"".join(d for i, (_, d, _) in enumerate(messages) if i != missing))),
            ("finished_label", 0.7, of(whole, OTHER[side].encode() + b" finished")),
            ("transcript_not_hashed", 0.5, prf(run.master, label, whole, 12)),
            ("verify_data_without_prf", 0.4, hashed[:12]),
            ("other_value", 0.4, hashed),
            ("other_value", 0.4, run.verify_data(OTHER[side])),
        ]
        if side == SERVER:
            found.append(("transcript_without_client_finished", 0.6, of(b"".join(d for n, d, _ in messages if n != "Finished"))))
            found.append(("transcript_encrypted_finished", 0.6, of(b"".join(w for _, _, w in messages))))
        else:
            found.append(("transcript_change_cipher_spec", 0.6, of(whole + b"\x01")))
        return found

    def mac(self):
        run = self.run
        side = "client" if "of the client" in self.student.section(7) else "server"
        number = 2
        content, record = run.content(side, number), run.protected[side][number]
        text, fragment = run.plaintext(side, number), record[5:]
        key, other = run.mac_key[side], run.mac_key[OTHER[side]]
        length = lambda n: struct.pack(">H", n)
        seq = struct.pack(">Q", number)
        head = record[:3] + length(len(content))
        of = lambda data, key=key, hash=run.mac_name: hmac.digest(key, data, hash)
        pad = text[len(content) + run.mac_len :]
        another = "sha1" if run.mac_name == "sha256" else "sha256"
        return [
            ("mac_other_sequence", 0.6, of(struct.pack(">Q", 0) + head + content)),
            ("mac_other_sequence", 0.6, of(struct.pack(">Q", 3) + head + content)),
            ("mac_without_sequence", 0.6, of(head + content)),
            ("mac_wrong_length", 0.6, of(seq + record[:3] + length(len(fragment)) + content)),
            ("mac_content_alone", 0.4, of(content)),
            ("keys_swapped", 0.6, of(seq + head + content, other)),
            ("mac_over_iv", 0.4, of(seq + head + fragment[:16] + content)),
            ("mac_over_padding", 0.4, of(seq + head + content + pad)),
            ("mac_other_hash", 0.4, of(seq + head + content, hash=another)),
        ]

    def text(self, side):
        run, content = self.run, self.run.content(side, 1)
        text, fragment = run.plaintext(side, 1), run.protected[side][1][5:]
        size = len(content)
        found = [
            ("mac_and_padding_kept", 0.8, text),
            ("mac_kept", 0.8, text[: size + run.mac_len]),
            ("iv_kept", 0.8, (cbc_decrypt(run.key[side], bytes(16), fragment))[: 16 + size]),
            ("iv_left_out", 0.7, cbc_decrypt(run.key[side], bytes(16), fragment[16:])[:size]),
            ("first_block", 0.7, cbc_decrypt(run.key[side], b"\x55" * 16, fragment[16:])[:size]),
            ("keys_swapped", 0.5, cbc_decrypt(run.key[OTHER[side]], fragment[:16], fragment[16:])[:size]),
        ]
        if text[-1] > 0:
            # what `openssl enc -d` leaves: one byte of the padding; and the same with the MAC cut off
            found.append(("pkcs7_padding", 0.9, text[: size + run.mac_len + 1]))
            found.append(("pkcs7_padding", 0.9, content + text[-1:]))
        return found

    def small(self, name):
        right = int(self.right[name])
        if name == "9.block":
            return [("next_block", 0.7, right + 1)]
        if name == "9.bit":
            return [("bit_from_the_left", 0.7, 7 - right)]
        return [("counted_from_1", 0.9, right + 1)]

    def of(self, name):
        number, _, what = name.partition(".")
        if number == "3":
            return self.pre_master()
        if number == "4":
            return self.master()
        if number == "5":
            return self.keys(what)
        if number == "6":
            return self.verify_data(what.split("_")[0])
        if number == "7":
            return self.mac()
        if number == "8":
            return self.text(what.split("_")[0])
        if name in ("9.record", "9.block", "9.byte", "9.bit"):
            return self.small(name)
        if number == "12" and self.right[name] == "client server thief":
            return [
                ("other_party", 2 / 3, "client server"),
                ("other_party", 2 / 3, "client, server, thief, eavesdropper"),
                ("other_party", 1 / 3, "client server thief authority eavesdropper"),
            ]
        if name == "13.record":
            record = bytearray.fromhex(self.right[name])
            record[5 + 16 + 40] ^= 1  # a block behind the amount is lost
            return [("forged_block_lost", 0.5, bytes(record))]
        if name == "10.check" and self.right[name] == "issuer":
            return [("consequence_for_cause", 0.6, "revocation_list")]
        if name == "10.check" and self.right[name] in ("host_name", "revoked", "revocation_list"):
            key = "host_name_not_checked" if self.right[name] == "host_name" else "revocation_not_checked"
            return [(key, 0.0, "none")]
        return []


BYTES = {"3", "4", "5", "6", "7", "13"}


def sheets(folder, count, others):
    mistakes = Mistakes(Student(folder))
    right = mistakes.right
    rng = random.Random(folder.name)
    run = mistakes.run

    def shown(name, value):
        if isinstance(value, bytes):
            length = len(right[name]) // 2 if name.split(".")[0] in BYTES else 0
            return forms(value, rng.choice, length)
        is_bytes = name.split(".")[0] in BYTES and name != "13.reason"
        return forms(bytes.fromhex(value), rng.choice) if is_bytes else str(value)

    for _ in range(count):
        answers = {name: shown(name, value) for name, value in right.items()}
        expected, drawn = {}, {}
        for name in rng.sample(list(right), rng.randint(0, 4)):
            known = mistakes.of(name)
            kind = rng.choice(["known"] * 4 + ["missing", "noise", "unreadable", "other"])
            if name in ("3.pre_master_secret", "4.master_secret") and kind != "known":
                continue
            if kind == "known" and known:
                mistake, share, value = rng.choice(known)
                answers[name], drawn[name] = shown(name, value), value
                expected[name] = ["known_mistake", mistake, share]
            elif kind == "missing":
                answers[name] = rng.choice(["", "   ", "\n"])
                expected[name] = ["missing", None, 0]
            elif name.split(".")[0] in ("5", "6", "7"):
                size = len(right[name]) // 2
                if kind == "noise":
                    answers[name] = forms(rng.randbytes(size), rng.choice)
                    expected[name] = ["wrong", "none", 0]
                elif kind == "unreadable":
                    answers[name] = rng.choice(["I do not know", right[name][:-1], "$(reboot)", "../../etc/passwd"])
                    expected[name] = ["unreadable", "unreadable", 0]
                elif others.get(name) and others[name] != right[name] and name != "7.mac":
                    if len(others[name]) == len(right[name]):
                        answers[name] = shown(name, others[name])
                        expected[name] = ["wrong", "none", 0, True]
        # what follows from a wrong pre-master or master secret, computed rightly from that
        wrong = None
        if "3.pre_master_secret" in drawn and "4.master_secret" not in expected and rng.random() < 0.7:
            wrong = prf(drawn["3.pre_master_secret"], b"master secret", mistakes.seed, 48)
            answers["4.master_secret"] = shown("4.master_secret", wrong)
            expected["4.master_secret"] = ["followed", None, 1]
        elif "4.master_secret" in drawn:
            wrong = drawn["4.master_secret"]
        if wrong:
            # the pre-master secret handed in as the master secret makes "no_master_secret" right from there on
            follows = rng.random() < 0.5 or expected["4.master_secret"][0] == "followed"
            block = prf(wrong, b"key expansion", run.server_random + run.client_random, 2 * (run.mac_len + run.key_len))
            at = 0
            for name in ("client_write_MAC_key", "server_write_MAC_key", "client_write_key", "server_write_key"):
                size, name = run.mac_len if "MAC" in name else run.key_len, f"5.{name}"
                own = block[at : at + size]
                if name not in expected and follows:
                    answers[name] = forms(own, rng.choice)
                    expected[name] = ["followed", None, 1]
                elif drawn.get(name) == own:
                    expected[name] = ["followed", None, 1]
                at += size
        lines = [f"student = {folder.name}"]
        lines += [f"{name} = {value}" for name, value in rng.sample(list(answers.items()), len(answers))]
        yield {"student": folder.name, "sheet": "\n".join(lines) + "\n", "expected": expected}


def main():
    folders = sorted(f for f in Path(sys.argv[1]).iterdir() if (f / "task.md").exists())
    count = int(sys.argv[2])
    each = -(-count // len(folders))
    others = Student(folders[0]).answers()
    for folder in folders:
        for sheet in sheets(folder, each, {} if folder == folders[0] else others):
            print(json.dumps(sheet))


if __name__ == "__main__":
    main()
