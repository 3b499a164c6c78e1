#!/usr/bin/env python3
"""Records the handshakes in this folder: what other programs send in the clear.

    python3 make.py

A proxy on the loopback interface stands between a client and a server and keeps what passes. Of each side it
writes the records up to the first after ChangeCipherSpec; a TLS 1.3 handshake is cut there too. A recording of
a client alone is its ClientHello. Needs openssl, gnutls-cli, curl, java and chromium; what is missing is left out.

A line of a recording is a remark (#), or one record in hexadecimal from the client (>) or the server (<).
"""

import base64
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parent / "captures"
WORK = pathlib.Path(tempfile.mkdtemp())
RSA = f"-cert {CAPTURES}/server.pem -key {CAPTURES}/server.key"
PSK = "-psk 00112233445566778899aabbccddeeff"
WEAK = "@SECLEVEL=0"

# name: arguments of s_server, arguments of s_client
HANDSHAKES = {
    "tls12-dhe-rsa": (RSA, "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256"),
    "tls10-dhe-rsa": (f"{RSA} -cipher ALL:{WEAK}", f"-tls1 -cipher DHE-RSA-AES128-SHA:{WEAK}"),
    "tls12-dh-anon": (f"{RSA} -cipher ALL:aNULL:{WEAK}", f"-tls1_2 -cipher ADH-AES128-SHA256:{WEAK}"),
    "tls12-ecdh-anon": (f"{RSA} -cipher ALL:aNULL:{WEAK}", f"-tls1_2 -cipher AECDH-AES128-SHA:{WEAK}"),
    "tls10-ecdhe-rsa": (f"{RSA} -cipher ALL:{WEAK}", f"-tls1 -cipher ECDHE-RSA-AES128-SHA:{WEAK}"),
    "tls12-ecdhe-rsa-chacha20": (RSA, "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305"),
    "tls12-ecdhe-rsa-p384": (RSA, "-tls1_2 -groups P-384 -cipher ECDHE-RSA-AES256-SHA384"),
    "tls12-ecdhe-ecdsa": ("-cert p256.pem -key p256.key -cipher ALL", "-tls1_2 -cipher ECDHE-ECDSA-AES128-CCM"),
    "tls12-ecdhe-ed25519": ("-cert ed25519.pem -key ed25519.key", "-tls1_2"),
    "tls12-client-ecdsa": (
        f"{RSA} -Verify 1 -CAfile p256.pem",
        "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 -cert p256.pem -key p256.key",
    ),
    "tls12-psk": (f"{PSK} -nocert -psk_hint a-hint -cipher PSK", f"-tls1_2 {PSK} -psk_identity alice -cipher PSK-AES128-GCM-SHA256"),
    "tls12-dhe-psk": (f"{PSK} -nocert -cipher ALL", f"-tls1_2 {PSK} -psk_identity alice -cipher DHE-PSK-AES128-CBC-SHA"),
    "tls12-ecdhe-psk": (f"{PSK} -nocert -psk_hint a-hint -cipher ALL", f"-tls1_2 {PSK} -psk_identity alice -cipher ECDHE-PSK-AES128-CBC-SHA256"),
    "tls12-rsa-psk": (f"{RSA} {PSK} -psk_hint a-hint -cipher ALL", f"-tls1_2 {PSK} -psk_identity alice -cipher RSA-PSK-AES128-GCM-SHA256"),
    "tls12-stapled": (
        "-cert leaf.pem -key leaf.key -cert_chain ca.pem -status_file ocsp.der",
        "-tls1_2 -status -cipher ECDHE-RSA-AES128-GCM-SHA256",
    ),
    "tls13-ecdsa": ("-cert p256.pem -key p256.key", "-tls1_3 -alpn h2,http/1.1 -maxfraglen 1024"),
    "tls13-retry": (f"{RSA} -groups P-384", "-tls1_3 -groups X25519:P-384"),
    "tls13-resumed": (f"{RSA} -early_data", "-tls1_3 -sess_in session.pem -early_data early.txt"),
    "tls12-timestamp": (f"{RSA} -serverinfo sct.pem", "-tls1_2 -serverinfo 18 -cipher ECDHE-RSA-AES128-GCM-SHA256"),
    "tls12-downgraded": (RSA, "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 -groups X25519"),
}

# name: command, in which {port} is that of the listener
CLIENTS = {
    "hello-openssl": "openssl s_client -connect 127.0.0.1:{port} -servername shop.example -status -alpn h2,http/1.1",
    "hello-curl": "curl -sk --resolve shop.example:{port}:127.0.0.1 https://shop.example:{port}/",
    "hello-gnutls": "gnutls-cli --insecure --sni-hostname shop.example -p {port} 127.0.0.1",
    "hello-gnutls-more": "gnutls-cli --insecure --heartbeat --recordsize 4096 -p {port} 127.0.0.1",
    "hello-java": "java {work}/Hello.java {port}",
    "hello-chromium": "chromium --headless --no-sandbox --disable-gpu --user-data-dir={work}/chromium"
    " --host-resolver-rules='MAP shop.example 127.0.0.1' --dump-dom https://shop.example:{port}/",
}


def sh(command, **more):
    subprocess.run(command, shell=True, check=True, cwd=WORK, capture_output=True, **more)


def prepare():
    sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout p256.key -out p256.pem"
       " -subj /CN=shop.example -days 3650")
    sh("openssl req -x509 -newkey ed25519 -nodes -keyout ed25519.key -out ed25519.pem"
       " -subj /CN=shop.example -days 3650")
    sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 3650")
    sh("openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=shop.example")
    sh("openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 3650 -out leaf.pem")
    (WORK / "index.txt").write_text("V\t391231235959Z\t\t07\tunknown\t/CN=shop.example\n")
    sh("openssl ocsp -issuer ca.pem -cert leaf.pem -reqout ocsp.req")
    sh("openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin ocsp.req -respout ocsp.der -ndays 3650")
    # a timestamp of an invented log, in the form of RFC 6962
    sct = bytes(1) + bytes(range(32)) + (1_700_000_000_123).to_bytes(8, "big") + bytes(2)
    sct += bytes([4, 3, 0, 70]) + bytes(range(70))
    one = len(sct).to_bytes(2, "big") + sct
    entries = len(one).to_bytes(2, "big") + one
    info = bytes([0, 18]) + len(entries).to_bytes(2, "big") + entries
    name = "SERVERINFO FOR SIGNED_CERTIFICATE_TIMESTAMP"
    (WORK / "sct.pem").write_text(f"-----BEGIN {name}-----\n{base64.encodebytes(info).decode()}-----END {name}-----\n")
    (WORK / "early.txt").write_text("early")
    (WORK / "Hello.java").write_text(
        "import javax.net.ssl.*; class Hello { public static void main(String[] a) throws Exception {"
        " var s = (SSLSocket) SSLSocketFactory.getDefault().createSocket(\"127.0.0.1\", Integer.parseInt(a[0]));"
        " s.startHandshake(); } }")


def listener():
    it = socket.socket()
    it.bind(("127.0.0.1", 0))
    it.listen()
    it.settimeout(60)
    return it


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def connected(port):
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            time.sleep(0.05)
    sys.exit("the server does not answer")


def pump(source, sink, mark, log):
    try:
        while data := source.recv(65536):
            log.append((mark, data))
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def records(log):
    """The records of both sides in the order in which they ended."""
    rest = {">": b"", "<": b""}
    after, out = {">": 0, "<": 0}, []
    for mark, data in log:
        rest[mark] += data
        while len(rest[mark]) >= 5:
            end = 5 + int.from_bytes(rest[mark][3:5], "big")
            if len(rest[mark]) < end:
                break
            record, rest[mark] = rest[mark][:end], rest[mark][end:]
            if after[mark] < 2:
                out.append((mark, record))
            if record[0] == 20 or after[mark]:
                after[mark] += 1
    return out


def write(name, remarks, log):
    found = records(log)
    if not found:
        sys.exit(f"{name}: nothing was sent")
    lines = [f"# {remark}" for remark in remarks] + [f"{mark} {record.hex()}" for mark, record in found]
    (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")
    print(name, len(found), "records")


def handshake(server, client, name):
    port = free_port()
    serve = subprocess.Popen(f"exec openssl s_server -quiet -accept 127.0.0.1:{port} {server}", shell=True, cwd=WORK,
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    connected(port).close()
    if "-sess_in" in client:
        # the session is of an earlier connection with the same server
        earlier = subprocess.Popen(f"exec openssl s_client -connect 127.0.0.1:{port} -tls1_3 -sess_out session.pem",
                                   shell=True, cwd=WORK, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(1)
        # what is not closed cannot be resumed
        earlier.stdin.close()
        earlier.wait()
    inside = connected(port)
    door, log = listener(), []
    connect = subprocess.Popen(f"exec openssl s_client -connect 127.0.0.1:{door.getsockname()[1]} {client}", shell=True,
                               cwd=WORK, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    outside, _ = door.accept()
    for one, other, mark in [(outside, inside, ">"), (inside, outside, "<")]:
        threading.Thread(target=pump, args=(one, other, mark, log), daemon=True).start()
    time.sleep(1)
    connect.stdin.close()
    time.sleep(0.3)
    connect.kill()
    serve.kill()
    remarks = [f"openssl s_server {server}".replace(f"{CAPTURES}/", ""), f"openssl s_client {client}"]
    write(name, remarks, log)


def hello(command, name):
    if not shutil.which(command.split()[0]):
        return print(name, "is left out")
    door = listener()
    filled = command.replace("{port}", str(door.getsockname()[1])).replace("{work}", str(WORK))
    connect = subprocess.Popen(f"exec {filled}", shell=True, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    peer, _ = door.accept()
    peer.settimeout(5)
    data = b""
    while len(data) < 5 or len(data) < 5 + int.from_bytes(data[3:5], "big"):
        data += peer.recv(65536)
    peer.close()
    door.close()
    time.sleep(0.2)
    connect.kill()
    write(name, [command.replace("{work}/", "")], [(">", data)])


prepare()
wanted = sys.argv[1:]
for name, (server, client) in HANDSHAKES.items():
    if not wanted or name in wanted:
        handshake(server, client, name)
for name, command in CLIENTS.items():
    if not wanted or name in wanted:
        hello(command, name)
shutil.rmtree(WORK, ignore_errors=True)
