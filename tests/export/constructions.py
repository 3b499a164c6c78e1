"""The constructions of SSL 3.0 to TLS 1.2 over the hash functions of hashlib, for recompute.py."""

import hashlib
import hmac

SSL30, TLS10, TLS11, TLS12 = 0x0300, 0x0301, 0x0302, 0x0303


def mac(name, key, data):
    """HMAC as RFC 2104 has it."""
    block = 64  # of MD5, SHA-1 and SHA-256
    digest = lambda data: hashlib.new(name, data).digest()
    key = (digest(key) if len(key) > block else key).ljust(block, b"\0")
    inner = digest(bytes(b ^ 0x36 for b in key) + data)
    result = digest(bytes(b ^ 0x5C for b in key) + inner)
    assert result == hmac.new(key, data, name).digest()
    return result


def p_hash(name, secret, seed, length):
    """RFC 5246 section 5."""
    a, out = seed, b""
    while len(out) < length:
        a = mac(name, secret, a)
        out += mac(name, secret, a + seed)
    return out[:length]


def md5_sha1(data):
    return hashlib.md5(data).digest() + hashlib.sha1(data).digest()


def stretch(version, secret, label, seed, length):
    """The PRF of TLS (RFC 5246 section 5, RFC 2246 section 5), and what SSL 3.0 has (RFC 6101 section 6)."""
    if version == SSL30:
        out, letters = b"", b""
        while len(out) < length:
            letters = bytes([ord("A") + len(letters)]) * (len(letters) + 1)
            inner = hashlib.sha1(letters + secret + seed).digest()
            out += hashlib.md5(secret + inner).digest()
        return out[:length]
    seed = label.encode() + seed
    if version == TLS12:
        return p_hash("sha256", secret, seed, length)
    half = (len(secret) + 1) // 2
    md5 = p_hash("md5", secret[:half], seed, length)
    sha1 = p_hash("sha1", secret[-half:], seed, length)
    return bytes(x ^ y for x, y in zip(md5, sha1))


def ssl3_pads(name):
    """RFC 6101 section 5.2.3.1."""
    count = {"md5": 48, "sha1": 40}[name]
    return b"\x36" * count, b"\x5c" * count


def ssl3_mac(name, key, data):
    pad_1, pad_2 = ssl3_pads(name)
    digest = lambda data: hashlib.new(name, data).digest()
    return digest(key + pad_2 + digest(key + pad_1 + data))


def ssl3_proof(master_secret, messages, sender):
    """RFC 6101 sections 5.6.8 and 5.6.9."""
    out = b""
    for name in ("md5", "sha1"):
        pad_1, pad_2 = ssl3_pads(name)
        inner = hashlib.new(name, messages + sender + master_secret + pad_1).digest()
        out += hashlib.new(name, master_secret + pad_2 + inner).digest()
    return out


def rc4(key):
    """The bytes of the keystream."""
    s, j = list(range(256)), 0
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    i = j = 0
    while True:
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        yield s[(s[i] + s[j]) % 256]
