"""A peer that speaks TLS with tlslite-ng, which still has SSL 3.0, 3DES and RC4.

    python3 tlslite_peer.py serve CHAIN KEY RUN…
    python3 tlslite_peer.py connect PORT CHAIN KEY RUN…
    python3 tlslite_peer.py serve-twice CHAIN KEY RUN
    python3 tlslite_peer.py connect-twice PORT CHAIN KEY RUN

Each RUN is VERSION/CIPHER/MAC/CERTIFICATE: `1.0/aes128/sha/yes` is one connection with TLS 1.0 in
which the client shows a certificate. The server listens on 127.0.0.1 at a free port, says which, and
sends back what each client says. The client says `good day`, in two records. Both print a line for
each connection: `done RUN`, or `failed RUN: ` and why. With `-twice` there are two connections, of which
the second resumes the session of the first.
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


def settings(version, cipher, mac):
    """One version, one suite, and none of the extensions that change the handshake."""
    chosen = HandshakeSettings()
    chosen.minVersion = chosen.maxVersion = VERSIONS[version]
    chosen.cipherNames = [cipher]
    chosen.macNames = [mac]
    chosen.keyExchangeNames = ["rsa"]
    chosen.useEncryptThenMAC = False
    chosen.useExtendedMasterSecret = False
    return chosen


def identity(chain, key):
    with open(chain, encoding="ascii") as file:
        certificates = X509CertChain()
        certificates.parsePemList(file.read())
    with open(key, encoding="ascii") as file:
        return certificates, parsePEMKey(file.read(), private=True)


def each(runs, do):
    for run in runs:
        *suite, certificate = run.split("/")
        try:
            do(settings(*suite), certificate == "yes")
            print("done", run, flush=True)
        except Exception as error:  # the test reads what it was
            print(f"failed {run}: {error!r}", flush=True)


def serve(chain, key, *runs, cache=None):
    certificates, private = identity(chain, key)

    def answer(chosen, asks):
        client, _ = listener.accept()
        client.settimeout(PATIENCE)
        connection = TLSConnection(client)
        connection.handshakeServer(
            certChain=certificates,
            privateKey=private,
            reqCert=asks,
            sessionCache=cache,
            settings=chosen,
        )
        if asks != (connection.session.clientCertChain is not None):
            raise ValueError("the client has shown another certificate than it should")
        while data := connection.recv(1 << 14):
            connection.sendall(data)
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
        each(runs, answer)


def connect(port, chain, key, *runs, resume=False):
    mine = identity(chain, key)
    session = None

    def ask(chosen, shows):
        nonlocal session
        with socket.create_connection(("127.0.0.1", int(port)), PATIENCE) as server:
            server.settimeout(PATIENCE)
            connection = TLSConnection(server)
            shown = mine if shows else (None, None)
            connection.handshakeClientCert(*shown, session=session, settings=chosen)
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
            if resume:
                session = connection.session

    each(runs, ask)


def serve_twice(chain, key, run):
    serve(chain, key, run, run, cache=SessionCache())


def connect_twice(port, chain, key, run):
    connect(port, chain, key, run, run, resume=True)


COMMANDS = {
    "serve": serve,
    "connect": connect,
    "serve-twice": serve_twice,
    "connect-twice": connect_twice,
}
COMMANDS[sys.argv[1]](*sys.argv[2:])
