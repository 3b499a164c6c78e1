"""Makes the captures of failed connections in this folder: `python3 make.py [NAME...]`.

OpenSSL (`s_server`, `s_client`) and GnuTLS (`gnutls-cli`, and its library as a server) talk to each other on
loopback, with the demonstration PKI of certs/; sockets of Python play what is no TLS. dumpcap records. It may
need to run as root. Python's standard library only.
"""

import ctypes
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
CERTS = HERE.parents[2] / "certs"
HOST = "127.0.0.1"
# how long a program may take to begin or to end, in seconds
PATIENCE = 10.0


def cert(name):
    return str(CERTS / name)


def chain(name):
    """A file with this certificate and the intermediate's."""
    path = pathlib.Path(tempfile.gettempdir()) / f"premaster-chain-{name}"
    path.write_text((CERTS / name).read_text() + (CERTS / "intermediate.pem").read_text())
    return str(path)


# --- servers: each is started with a port and gives back how to stop it


def openssl(*options, leaf="server.pem", key="server.key", intermediate=True):
    def start(port):
        command = ["openssl", "s_server", "-accept", f"{HOST}:{port}", "-cert", cert(leaf), "-key", cert(key)]
        if intermediate:
            command += ["-cert_chain", cert("intermediate.pem")]
        server = subprocess.Popen(
            [*command, "-naccept", "1", *options],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        time.sleep(0.5)
        return server.kill

    return start


def sockets(answer):
    """A server that does with its one connection what `answer` does."""

    def start(port):
        listener = socket.create_server((HOST, port))

        def serve():
            client, _ = listener.accept()
            with client:
                client.settimeout(PATIENCE)
                answer(client)

        threading.Thread(target=serve, daemon=True).start()
        return listener.close

    return start


def gnutls(priority, leaf, key):
    """GnuTLS as a server that does not look whether its key belongs to its certificate."""
    library = ctypes.CDLL("libgnutls.so.30")
    skip_key_match, server, certificate, pem = 1, 1, 1, 1

    def answer(client):
        credentials, session = ctypes.c_void_p(), ctypes.c_void_p()
        library.gnutls_certificate_allocate_credentials(ctypes.byref(credentials))
        library.gnutls_certificate_set_flags(credentials, skip_key_match)
        files = chain(leaf).encode(), cert(key).encode()
        if library.gnutls_certificate_set_x509_key_file(credentials, *files, pem) < 0:
            sys.exit("GnuTLS does not accept the key")
        library.gnutls_init(ctypes.byref(session), server)
        library.gnutls_priority_set_direct(session, priority.encode(), None)
        library.gnutls_credentials_set(session, certificate, credentials)
        client.settimeout(None)
        library.gnutls_transport_set_int2(session, client.fileno(), client.fileno())
        outcome = library.gnutls_handshake(session)
        library.gnutls_alert_send_appropriate(session, outcome)

    return sockets(answer)


def reset(client):
    """Ends the connection with RST instead of FIN."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def after_hello(then):
    def answer(client):
        client.recv(1 << 14)
        then(client)

    return sockets(answer)


def says(text):
    def say(client):
        client.sendall(text)
        client.shutdown(socket.SHUT_WR)
        client.recv(1 << 14)

    return after_hello(say)


# --- clients: each is run with a port


def program(*command):
    def run(port):
        filled = [word.replace("PORT", str(port)) for word in command]
        try:
            subprocess.run(
                filled, input=b"", timeout=PATIENCE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            pass

    return run


def s_client(*options, name="shop.example"):
    return program(
        "openssl", "s_client", "-connect", f"{HOST}:PORT", "-servername", name, "-verify_hostname", name,
        "-CAfile", cert("root.pem"), "-verify_return_error", *options,
    )


def gnutls_cli(*options, name="shop.example"):
    return program(
        "gnutls-cli", "--port", "PORT", "--x509cafile", cert("root.pem"), "--sni-hostname", name,
        "--verify-hostname", name, *options, HOST,
    )


def leaves_after_certificate(port):
    """A client that resets the connection when it has seen what the server shows."""
    # TLS 1.2, two suites of RSA key exchange and the empty renegotiation_info, no compression
    signature_algorithms = bytes.fromhex("0008000d000400020401")
    body = b"\x03\x03" + b"\x5a" * 32 + b"\x00" + bytes.fromhex("0006003c002f00ff0100") + signature_algorithms
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    hello = b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message
    with socket.create_connection((HOST, port)) as client:
        client.settimeout(PATIENCE)
        client.sendall(hello)
        received = b""
        while more := client.recv(1 << 14):
            received += more
            if b"\x0e\x00\x00\x00" in received:
                break
        reset(client)


def speaks_http(port):
    with socket.create_connection((HOST, port)) as client:
        client.settimeout(PATIENCE)
        client.sendall(b"GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
        client.recv(1 << 14)


TLS12 = "-tls1_2"
OLD = "@SECLEVEL=0"
RSA = "AES128-SHA256:AES128-SHA"

# by name: the server, the client
CASES = {
    "expired": (openssl(TLS12, leaf="expired.pem"), s_client()),
    "expired-gnutls": (openssl(TLS12, leaf="expired.pem"), gnutls_cli()),
    "expired-tls13": (openssl(leaf="expired.pem"), s_client()),
    "wrong-name": (openssl(TLS12), s_client(name="bank.example")),
    "missing-intermediate": (openssl(TLS12, intermediate=False), s_client()),
    "inspected": (openssl(TLS12, leaf="stranger.pem", intermediate=False), s_client()),
    "no-common-suite": (
        openssl(TLS12, "-cipher", "AES256-SHA256"), s_client(TLS12, "-cipher", "AES128-SHA256:AES128-SHA")
    ),
    "no-common-group": (
        openssl(TLS12, "-cipher", "ECDHE", "-curves", "P-521"),
        s_client(TLS12, "-cipher", "ECDHE", "-curves", "X25519:P-256"),
    ),
    "no-common-version": (openssl(TLS12), gnutls_cli("--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0")),
    "only-tls13": (openssl("-tls1_3"), s_client(TLS12)),
    "fallback-refused": (
        openssl("-cipher", f"ALL:{OLD}"), s_client("-tls1_1", "-fallback_scsv", "-cipher", f"ALL:{OLD}")
    ),
    "client-refused": (
        openssl(TLS12, "-Verify", "2", "-verify_return_error", "-CAfile", cert("stranger-root.pem")),
        s_client("-cert", cert("client.pem"), "-key", cert("client.key")),
    ),
    "client-without-certificate": (openssl(TLS12, "-Verify", "2", "-CAfile", cert("root.pem")), s_client()),
    "wrong-key": (gnutls("NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", "server.pem", "thief.key"),
                  s_client(TLS12, "-cipher", RSA)),
    "wrong-key-ecdhe": (gnutls("NORMAL:-VERS-ALL:+VERS-TLS1.2", "server.pem", "thief.key"), s_client(TLS12)),
    "unknown-host": (openssl(TLS12, "-servername", "bank.example", "-servername_fatal", "-cert2",
                             cert("server.pem"), "-key2", cert("server.key")), s_client()),
    "reset-after-hello": (after_hello(reset), s_client(TLS12)),
    "reset-by-client": (openssl(TLS12, "-cipher", RSA), leaves_after_certificate),
    "closed-after-hello": (after_hello(lambda client: client.close()), s_client()),
    "http-answer": (
        says(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
             b"This port speaks HTTP.\n"),
        s_client(),
    ),
    "http-request": (openssl(TLS12), speaks_http),
    "blocked": (says(b"\x15\x03\x00\x00\x02\x02\x28"), s_client()),
}


def make(name, port):
    server, client = CASES[name]
    path = HERE / f"{name}.pcapng"
    stop = server(port)
    recorder = subprocess.Popen(
        ["dumpcap", "-q", "-i", "lo", "-f", f"tcp port {port}", "-w", str(path)], stderr=subprocess.PIPE, text=True
    )
    while "File:" not in recorder.stderr.readline():
        pass
    time.sleep(0.3)
    client(port)
    time.sleep(0.3)
    stop()
    time.sleep(0.3)
    recorder.send_signal(signal.SIGINT)
    recorder.wait(PATIENCE)
    path.chmod(0o644)
    print(name, path.stat().st_size)


for case in sys.argv[1:] or CASES:
    make(case, 14430 + list(CASES).index(case))
