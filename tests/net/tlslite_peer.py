"""A peer that speaks TLS with tlslite-ng, which still has SSL 3.0, 3DES and RC4.

    python3 tlslite_peer.py serve CHAIN KEY RUN…
    python3 tlslite_peer.py connect CHAIN KEY PORT/RUN…

Each RUN is VERSION/CIPHER/MAC, and more words after that: with `certificate` the client shows one, with
`switches` there are an extended master secret and encrypt-then-MAC, and with `id` or `ticket` there are two
connections, of which the second resumes the session of the first in that way. So `1.0/aes128/sha/certificate`
is one connection with TLS 1.0 in which the client shows a certificate. The server listens on 127.0.0.1 at a
free port, says which, and sends back what each client says. The client says `good day`, in two records.
Both print a line for each connection: `done RUN`, or `failed RUN: ` and why.
"""

import socket
import sys

from tlslite.api import (
    HandshakeSettings,
    SessionCache,
    TLSConnection,
    X509CertChain,
    parsePEMKey,
)

VERSIONS = {"ssl3.0": (3, 0), "1.0": (3, 1), "1.1": (3, 2), "1.2": (3, 3)}
# to end by itself if nobody comes
PATIENCE = 60.0
WORDS = b"good day"


def settings(version, cipher, mac, *more):
    """One version, one suite, and the extensions that are asked for."""
    chosen = HandshakeSettings()
    chosen.minVersion = chosen.maxVersion = VERSIONS[version]
    chosen.cipherNames = [cipher]
    chosen.macNames = [mac]
    chosen.keyExchangeNames = ["rsa"]
    chosen.useEncryptThenMAC = chosen.useExtendedMasterSecret = "switches" in more
    if "ticket" in more:
        chosen.ticketKeys = [bytearray(range(32))]
    return chosen


def identity(chain, key):
    with open(chain, encoding="ascii") as file:
        certificates = X509CertChain()
        certificates.parsePemList(file.read())
    with open(key, encoding="ascii") as file:
        return certificates, parsePEMKey(file.read(), private=True)


def each(runs, do):
    """Does each run: with a first connection, and with a second one if a session is resumed."""
    for run in runs:
        words = run.split("/")
        state = None
        for _ in [1, 2] if {"id", "ticket"} & set(words) else [1]:
            try:
                state = do(words, state)
                print("done", run, flush=True)
            except Exception as error:  # the test reads what it was
                print(f"failed {run}: {error!r}", flush=True)


def serve(chain, key, *runs):
    certificates, private = identity(chain, key)

    def answer(words, cache):
        if "id" in words:
            cache = cache or SessionCache()
        client, _ = listener.accept()
        client.settimeout(PATIENCE)
        connection = TLSConnection(client)
        asks = "certificate" in words
        connection.handshakeServer(
            certChain=certificates,
            privateKey=private,
            reqCert=asks,
            sessionCache=cache,
            settings=settings(*words),
        )
        if asks != (connection.session.clientCertChain is not None):
            raise ValueError("the client has shown another certificate than it should")
        while data := connection.recv(1 << 14):
            connection.sendall(data)
        connection.close()
        return cache

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        print(f"ready, listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
        each(runs, answer)


def connect(chain, key, *runs):
    mine = identity(chain, key)
    print("ready", flush=True)

    def ask(words, session):
        port, *words = words
        with socket.create_connection(("127.0.0.1", int(port)), PATIENCE) as server:
            server.settimeout(PATIENCE)
            connection = TLSConnection(server)
            shown = mine if "certificate" in words else (None, None)
            connection.handshakeClientCert(*shown, session=session, settings=settings(*words))
            connection.sendall(WORDS[:5])
            connection.sendall(WORDS[5:])
            data = b""
            while len(data) < len(WORDS):
                data += connection.recv(1 << 14)
            if data != WORDS:
                raise ValueError(f"got {data!r}")
            if session and not connection.resumed:
                raise ValueError("the session is not resumed")
            connection.close()
            return connection.session

    each(runs, ask)


COMMANDS = {"serve": serve, "connect": connect}
COMMANDS[sys.argv[1]](*sys.argv[2:])
