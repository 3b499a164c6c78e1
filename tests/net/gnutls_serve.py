"""A server that speaks TLS with the library of GnuTLS, on loopback alone: gnutls-serv can only
listen on every address of the machine.

Run as `python3 gnutls_serve.py CHAIN KEY PRIORITY COUNT [ask] [tickets]`. Listens on 127.0.0.1 at a free
port, says which, sends back what each of COUNT clients says, and ends. With `ask` it asks for a
certificate, with `tickets` it issues tickets and resumes sessions with them. Run with `--version` it says
which library it has found. Python's standard library only.
"""

import ctypes
import ctypes.util
import socket
import sys

# of gnutls.h
SERVER = 1
CREDENTIALS_CERTIFICATE = 1
FORMAT_PEM = 1
SHUTDOWN_RDWR = 0
CERTIFICATE_REQUEST = 1
# to end by itself if nobody comes
PATIENCE = 60.0


def library():
    # by its Linux name first: to find it by its short name takes a compiler or ldconfig
    for name in ("libgnutls.so.30", ctypes.util.find_library("gnutls")):
        try:
            if name:
                return ctypes.CDLL(name)
        except OSError:
            pass
    sys.exit("the library of GnuTLS is not installed")


GNUTLS = library()
GNUTLS.gnutls_check_version.restype = ctypes.c_char_p
GNUTLS.gnutls_strerror.restype = ctypes.c_char_p
GNUTLS.gnutls_record_recv.restype = ctypes.c_ssize_t
GNUTLS.gnutls_record_send.restype = ctypes.c_ssize_t


def call(function, *arguments):
    """Calls a function of the library; what is negative is an error."""
    result = getattr(GNUTLS, function)(*arguments)
    if result < 0:
        reason = GNUTLS.gnutls_strerror(ctypes.c_int(result)).decode()
        sys.exit(f"{function}: {reason}")
    return result


class Datum(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_uint)]


def serve(chain, key, priority, count, *options):
    credentials = ctypes.c_void_p()
    call("gnutls_certificate_allocate_credentials", ctypes.byref(credentials))
    call("gnutls_certificate_set_x509_key_file", credentials, chain.encode(), key.encode(), FORMAT_PEM)
    ticket_key = Datum()
    call("gnutls_session_ticket_key_generate", ctypes.byref(ticket_key))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
        for _ in range(int(count)):
            client, _ = listener.accept()
            with client:
                answer(client, credentials, priority, ticket_key, options)


def answer(client, credentials, priority, ticket_key, options):
    session = ctypes.c_void_p()
    call("gnutls_init", ctypes.byref(session), SERVER)
    call("gnutls_priority_set_direct", session, priority.encode(), None)
    call("gnutls_credentials_set", session, CREDENTIALS_CERTIFICATE, credentials)
    if "tickets" in options:
        call("gnutls_session_ticket_enable_server", session, ctypes.byref(ticket_key))
    if "ask" in options:
        GNUTLS.gnutls_certificate_server_set_request(session, CERTIFICATE_REQUEST)
    # GnuTLS waits by itself: no timeout of Python's, which would make the socket non-blocking
    client.settimeout(None)
    GNUTLS.gnutls_transport_set_int2(session, client.fileno(), client.fileno())
    call("gnutls_handshake", session)
    print("handshake done", flush=True)
    buffer = ctypes.create_string_buffer(1 << 14)
    while (length := call("gnutls_record_recv", session, buffer, ctypes.c_size_t(len(buffer)))) > 0:
        call("gnutls_record_send", session, buffer, ctypes.c_size_t(length))
    call("gnutls_bye", session, SHUTDOWN_RDWR)
    print("closed", flush=True)


if sys.argv[1:] == ["--version"]:
    print(GNUTLS.gnutls_check_version(None).decode())
else:
    serve(*sys.argv[1:])
