"""Drives the program in a pseudo-terminal, as a person and an operating system would.

Run as `python3 drive.py PROGRAM`. Prints a line for each thing that held, `measured` lines with
figures, and stops with exit code 1 at the first thing that did not hold. Python's standard
library only.
"""

import fcntl
import glob
import os
import pty
import random
import re
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import termios
import time

PROGRAM = sys.argv[1]
ENTER_SCREEN = b"\x1b[?1049h"
# What gives a terminal back: the main screen, the cursor, no mouse reports.
GIVEN_BACK = [b"\x1b[?1049l", b"\x1b[?25h"]
# What a reader does in lessons is kept here, and not where the reader of this has it.
DATA = tempfile.TemporaryDirectory()


class Terminal:
    """The program in a terminal of its own."""

    def __init__(
        self, columns=120, rows=40, arguments=("--seed", "42"), environment=None, shell=False
    ):
        told, tell = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0 and shell:
            # the leader of the session stays, as a shell does, and puts the program into the foreground
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            child = os.fork()
            os.setpgid(child, child)
            os.tcsetpgrp(0, child or os.getpid())
            if child:
                os.write(tell, str(child).encode())
                _, status = os.waitpid(child, 0)
                os._exit(os.waitstatus_to_exitcode(status) & 0x7F)
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
            os.environ["LC_ALL"] = "C.UTF-8"
            os.environ["XDG_DATA_HOME"] = DATA.name
            os.environ.pop("NO_COLOR", None)
            os.environ.update(environment or {})
            os.execv(PROGRAM, [PROGRAM, *arguments])
        self.shell = self.pid if shell else None
        if shell:
            self.pid = int(os.read(told, 16))
        os.close(told)
        os.close(tell)
        self.before = termios.tcgetattr(self.fd)
        self.output = b""
        self.resize(columns, rows, tell=False)

    def resize(self, columns, rows, tell=True):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            os.kill(self.pid, signal.SIGWINCH)

    def read(self, quiet=0.25, limit=5.0):
        """Reads until nothing has come for a while; gives what came."""
        got, end = b"", time.monotonic() + limit
        while time.monotonic() < end:
            ready, _, _ = select.select([self.fd], [], [], quiet)
            if not ready:
                break
            try:
                chunk = os.read(self.fd, 1 << 16)
            except OSError:
                break
            if not chunk:
                break
            got += chunk
        self.output += got
        return got

    def wait_for(self, text, limit=10.0):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            self.read(quiet=0.1, limit=1.0)
            if text.encode() in words(self.output):
                return
        fail(f"expected {text!r} on the screen, got {words(self.output)[-400:]!r}")

    def press(self, keys):
        os.write(self.fd, keys)
        return self.read()

    def stat(self):
        """(state, processor ticks) from /proc, or (None, 0) where there is none."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            return None, 0
        return fields[0], int(fields[11]) + int(fields[12])

    def end(self, limit=5.0):
        """Waits for the program's end; gives its wait status."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            self.read(quiet=0.05, limit=0.2)
            pid, status = os.waitpid(self.shell or self.pid, os.WNOHANG)
            if pid:
                self.read(quiet=0.05, limit=0.2)
                return status
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.shell or self.pid, 0)
        fail(f"expected the program to end within {limit} s")

    def expect_given_back(self, how):
        for sequence in GIVEN_BACK:
            if sequence not in self.output:
                fail(f"after {how}: expected {sequence!r} in the output")
        tail = self.output[self.output.rindex(b"\x1b[?1049l") :]
        if ENTER_SCREEN in tail:
            fail(f"after {how}: the alternate screen was entered again")
        for mode in set(re.findall(rb"\x1b\[\?(100[0-6]|1015|2004)h", self.output)):
            on = self.output.rindex(b"\x1b[?" + mode + b"h")
            if self.output.rfind(b"\x1b[?" + mode + b"l") < on:
                fail(f"after {how}: mode {mode.decode()} is still on")


def words(output):
    """What a reader sees of some output, roughly: without escape sequences."""
    return re.sub(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b[()].", b"", output)


def fail(why):
    print(f"FAILED {why}")
    sys.exit(1)


def ok(what):
    print(f"ok {what}")


def opened(**options):
    terminal = Terminal(**options)
    terminal.wait_for("Client")
    return terminal


def quits():
    terminal = opened()
    terminal.press(b"\x1b[C\x1b[C")
    os.write(terminal.fd, b"q")
    status = terminal.end()
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != 0:
        fail(f"expected exit code 0 after q, got wait status {status}")
    terminal.expect_given_back("q")
    ok("q ends the program and gives the terminal back")


def ends_on_signals():
    for number in (
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGALRM,
        signal.SIGABRT,
        signal.SIGVTALRM,
        signal.SIGPROF,
        signal.SIGXCPU,
    ):
        terminal = opened()
        os.kill(terminal.pid, number)
        status = terminal.end()
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != number:
            fail(f"expected an end by {number.name}, got wait status {status}")
        terminal.expect_given_back(number.name)
        ok(f"{number.name} ends the program and gives the terminal back")


def ends_on_signals_while_it_starts():
    """Whenever the signal comes, the terminal is as it was, raw mode included."""
    for number in range(40):
        terminal = Terminal()
        time.sleep(0.002 * number if number < 20 else 0)
        if number >= 20:
            # right after the first bytes of the screen
            select.select([terminal.fd], [], [], 5)
        os.kill(terminal.pid, signal.SIGTERM)
        status = terminal.end()
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGTERM:
            fail(f"expected an end by SIGTERM, got wait status {status}")
        if ENTER_SCREEN in terminal.output:
            terminal.expect_given_back(f"SIGTERM at start {number}")
        try:
            mode = termios.tcgetattr(terminal.fd)
        except termios.error:
            continue
        if mode[3] & termios.ICANON == 0:
            fail(f"after SIGTERM at start {number}: the terminal is in raw mode")
    ok("SIGTERM at 40 moments of the start: the terminal is given back")


def does_not_stop_as_an_orphan():
    """The session's leader itself, as in `xterm -e`: no shell could continue it."""
    terminal = opened()
    terminal.output = b""
    os.write(terminal.fd, b"\x1a")
    terminal.wait_for("No shell is there")
    if terminal.stat()[0] == "T":
        fail("expected an orphaned process group not to stop")
    os.kill(terminal.pid, signal.SIGTSTP)
    terminal.press(b"\x1b[C")
    os.write(terminal.fd, b"q")
    terminal.end()
    ok("without a shell Ctrl-Z does not freeze the program")


def hears_keys_after_broken_sequences():
    for begun in (b"\x1b[<", b"\x1b[?", b"\x1b[200~", b"\x1b[200~text", b"\x1bO"):
        terminal = opened()
        os.write(terminal.fd, begun)
        time.sleep(0.05)
        os.write(terminal.fd, b"\x03")
        terminal.end()
        terminal.expect_given_back(f"Ctrl-C after {begun!r}")
        terminal = opened()
        os.write(terminal.fd, begun)
        time.sleep(0.6)
        os.write(terminal.fd, b"q")
        terminal.end()
    ok("a sequence without an end swallows no key")


def answers_long_pastes():
    terminal = opened()
    terminal.press(b"m")
    text = b"\x1b[200~" + b"0123456789abcdef" * 65536 + b"\x1b[201~"
    os.set_blocking(terminal.fd, False)
    before = terminal.stat()[1]
    while text:
        _, ready, _ = select.select([terminal.fd], [terminal.fd], [], 10)
        terminal.read(quiet=0, limit=0.01)
        if ready:
            text = text[os.write(terminal.fd, text[:4096]) :]
    terminal.read(quiet=0.5)
    ticks = terminal.stat()[1] - before
    print(f"measured a paste of 1 MB: {ticks} ticks of processor time")
    os.write(terminal.fd, b"\x03")
    terminal.end()
    terminal.expect_given_back("a paste of 1 MB")
    ok("a paste of 1 MB is taken, and Ctrl-C ends the program")


def refuses_a_dumb_terminal():
    terminal = Terminal(environment={"TERM": "dumb"})
    status = terminal.end()
    if os.WEXITSTATUS(status) != 2 or b"\x1b" in terminal.output or b"TERM=dumb" not in terminal.output:
        fail(f"expected a plain refusal for TERM=dumb, got {status} {terminal.output!r}")
    ok("TERM=dumb: exit code 2, a reason, no escape sequence")


def keeps_to_ascii_without_utf8():
    terminal = opened(environment={"LC_ALL": "C"})
    terminal.press(b"\x1b[C")
    os.write(terminal.fd, b"q")
    terminal.end()
    if any(byte > 0x7E for byte in terminal.output):
        fail("expected nothing but ASCII with LC_ALL=C")
    ok("LC_ALL=C: ASCII alone")


def links_to_the_web():
    begins = b"\x1b]8;id="
    address = b"https://www.rfc-editor.org/rfc/rfc5246#section-"
    for options, environment, wanted in (
        ((), {}, True),
        (("--no-links",), {}, False),
        ((), {"TERM": "linux"}, False),
    ):
        terminal = opened(arguments=("--seed", "42", *options), environment=environment)
        terminal.press(b"\x1b[C2\x1b[B\x1b[B\x1b[B")
        os.write(terminal.fd, b"q")
        terminal.end()
        if (begins in terminal.output and address in terminal.output) != wanted:
            fail(f"expected hyperlinks on the screen: {wanted}, with {options} and {environment}")
        if terminal.output.count(b"\x1b]8;;\x1b\\") > terminal.output.count(begins):
            fail("expected each hyperlink to end once")
        printed = Terminal(arguments=("glossary", "Finished", *options), environment=environment)
        printed.end()
        if (begins in printed.output) != wanted:
            fail(f"expected hyperlinks in the glossary: {wanted}, with {options} and {environment}")
        if b"RFC 5246" not in words(printed.output):
            fail(f"expected the reference itself, got {printed.output!r}")
    spoken = Terminal(arguments=("--plain",))
    spoken.wait_for("ClientHello")
    os.write(spoken.fd, b"glossary PRF\nquit\n")
    spoken.end()
    if b"\x1b" in spoken.output:
        fail("expected no escape sequence with --plain")
    ok("references to RFCs are hyperlinks, where the terminal has them and --no-links is not given")


def stops_and_goes_on():
    terminal = opened(shell=True)
    terminal.output = b""
    os.write(terminal.fd, b"\x1a")
    deadline = time.monotonic() + 5
    while terminal.stat()[0] not in ("T", None) and time.monotonic() < deadline:
        terminal.read(quiet=0.05, limit=0.1)
    terminal.read(quiet=0.1, limit=0.5)
    if terminal.stat()[0] not in ("T", None):
        fail("expected the program to stop on Ctrl-Z")
    terminal.expect_given_back("Ctrl-Z")
    terminal.output = b""
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.wait_for("Server")
    if ENTER_SCREEN not in terminal.output:
        fail("expected the alternate screen again after SIGCONT")
    for text in (b"premaster", b"Client", b"Eve"):
        if text not in words(terminal.output):
            fail(f"expected a whole new screen after SIGCONT, {text!r} is missing")
    os.write(terminal.fd, b"q")
    terminal.end()
    ok("Ctrl-Z gives the terminal back, SIGCONT draws the whole screen anew")


def chooses_a_connection_of_a_capture():
    data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "captures")
    capture = os.path.join(data, "tls12-resumed.dsb.pcapng")
    terminal = Terminal(arguments=("open", capture))
    terminal.wait_for("Connections of tls12-resumed.dsb.pcapng")
    terminal.output = b""
    terminal.press(b"\x1b[B\r")
    # the whole screen anew
    terminal.resize(121, 40)
    terminal.wait_for("connection 2 of tls12-resumed.dsb.pcapng")
    terminal.output = b""
    terminal.press(b"o")
    terminal.wait_for("6 records decrypted and verified")
    terminal.press(b"\x1b")
    os.write(terminal.fd, b"q")
    terminal.end()
    ok("the connections of a capture are listed, one is opened, and the list comes back")


def resizes():
    terminal = opened()
    for columns, rows in ((80, 24), (200, 60), (60, 16), (59, 15), (10, 3), (1, 1), (120, 40)):
        terminal.resize(columns, rows)
        terminal.read(quiet=0.1, limit=1.0)
        pid, _ = os.waitpid(terminal.pid, os.WNOHANG)
        if pid:
            fail(f"the program ended at {columns}x{rows}")
    terminal.output = b""
    terminal.press(b"\x1b[C")
    terminal.resize(121, 40)
    terminal.wait_for("Server")
    os.write(terminal.fd, b"q")
    terminal.end()
    terminal.expect_given_back("resizing")
    ok("any size, down to 1x1, and back")


def refuses_without_a_terminal():
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        os.execv(PROGRAM, [PROGRAM])
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WEXITSTATUS(status) != 2 or b"premaster print" not in said:
        fail(f"expected exit code 2 and a hint to `premaster print`, got {status} {said!r}")
    ok("without a terminal: exit code 2 and a hint")


def sizes_and_idleness():
    terminal = opened(arguments=("--seed", "42", "--motion", "off"))
    terminal.read(quiet=0.5)
    first = len(terminal.output)
    steps = []
    for _ in range(30):
        steps.append(len(terminal.press(b"\x1b[C")))
    steps.sort()
    print(f"measured first screen at 120x40: {first} bytes")
    print(f"measured a step at 120x40: median {steps[15]} bytes, most {steps[-1]} bytes")
    if os.path.exists(f"/proc/{terminal.pid}/status"):
        with open(f"/proc/{terminal.pid}/status", encoding="ascii") as file:
            print("measured resident:", re.search(r"VmRSS:\s*(.*)", file.read())[1])
        before = terminal.stat()[1]
        silence = terminal.read(quiet=2.0, limit=2.5)
        ticks = terminal.stat()[1] - before
        if silence:
            fail(f"expected silence from an idle screen, got {len(silence)} bytes")
        if ticks > 0:
            fail(f"expected no processor time from an idle screen, got {ticks} ticks in 2 s")
        ok("idle: not a byte and not a tick of processor time in 2 s")
    os.write(terminal.fd, b"q")
    terminal.end()


def survives_anything(events=10_000):
    """Random keys, clicks, the wheel and sizes from nothing to 300x100: it goes on, and can be left."""
    dice = random.Random(20260)
    keys = [bytes([c]) for c in range(0x20, 0x7F) if chr(c) not in "qS"]
    keys += [b"\x1b[%c" % c for c in b"ABCDHFZ"] * 6
    keys += [b"\x1b[5~", b"\x1b[6~", b"\r", b"\t", b"\x7f", b"\x0f", b"\x0c"] * 6
    terminal = opened()
    columns, rows, sent = 120, 40, 0
    while sent < events:
        batch, footers = b"", {rows}
        resized = dice.random() < 0.1
        if resized:
            columns, rows = dice.randrange(0, 301), dice.randrange(0, 101)
            footers.add(rows)
        for _ in range(dice.randrange(1, 40)):
            sent += 1
            kind = dice.random()
            if kind < 0.8:
                batch += dice.choice(keys)
            elif kind < 0.85:
                # alone, so that the next key is not taken for a part of it
                batch += b"\x1b"
                break
            else:
                button = dice.choice([0, 0, 0, 64, 65])
                x, y = dice.randrange(1, 302), dice.randrange(1, 102)
                if y in footers:
                    continue  # a click on "quit" there would end it
                batch += b"\x1b[<%d;%d;%dM" % (button, x, y)
        os.write(terminal.fd, batch)
        if resized:
            terminal.resize(columns, rows)
        terminal.read(quiet=0.02, limit=5.0)
        if terminal.stat()[0] in (None, "Z"):
            fail(f"expected it to go on after {sent} events: {words(terminal.output)[-2000:]!r}")
    terminal.resize(120, 40)
    terminal.read()
    os.write(terminal.fd, b"\x03")
    terminal.end(limit=20.0)
    terminal.expect_given_back(f"{sent} random events")
    ok(f"{sent} random keys, clicks and sizes: it goes on, and gives the terminal back")


def a_class_follows(students=30):
    """A teacher, notes in a second terminal, and a class that follows on one machine."""
    folder = tempfile.mkdtemp()
    place = os.path.join(folder, "class")
    home = {"XDG_RUNTIME_DIR": folder}
    seed = ("--seed", "42")
    notes = Terminal(arguments=("notes", "--talk", "short"), environment=home)
    notes.wait_for("Waiting for the presentation")
    teacher = Terminal(arguments=(*seed, "--present", "--class", place), environment=home)
    teacher.wait_for("C L I E N T")
    notes.wait_for("Next: step 2")
    sockets = [place, *glob.glob(os.path.join(folder, "premaster", "*.sock"))]
    modes = [oct(os.stat(socket).st_mode & 0o777) for socket in sockets]
    if modes != ["0o666", "0o600"]:
        fail(f"expected a socket for all and one for the owner, got {modes}")
    followers = [Terminal(arguments=("follow", place)) for _ in range(students)]
    for follower in followers:
        follower.wait_for("C L I E N T")
    teacher.press(b"\x1b[C")
    for follower in followers:
        follower.wait_for("ClientHello")
    notes.wait_for("Two strangers")
    alone = followers[0]
    alone.press(b"\x1b[C")
    teacher.press(b"\x1b[C\x1b[C")
    notes.wait_for("Nothing is planned")
    for follower in followers[1:]:
        follower.wait_for("ServerHello")
    alone.press(b"F")
    alone.wait_for("ServerHello")
    end_class(teacher, students)
    for follower in followers:
        follower.wait_for("waiting for the teacher")
    if any(os.path.exists(socket) for socket in sockets):
        fail("expected the sockets to be gone with the presentation")
    notes.wait_for("The presentation is closed.")
    # the teacher starts again, and is found
    teacher = Terminal(
        arguments=(*seed, "--present", "--at", "client_key_exchange", "--class", place), environment=home
    )
    for follower in followers:
        follower.wait_for("ClientKeyExchange", limit=60)
    notes.wait_for("What is in the box?")
    # one who is in a window stays there
    busy = followers[1]
    busy.press(b"?")
    teacher.press(b"\x1b[C\x1b[C")
    shows(busy, "Keys")
    followers[2].wait_for("key block")
    busy.output = b""
    busy.press(b"\x1b")
    busy.wait_for("key block")
    end_class(teacher, students)
    for follower in followers:
        shows(follower, "waiting for the teacher")
    memory = [peak(follower.pid) for follower in followers]
    for terminal in [*followers, notes]:
        os.write(terminal.fd, b"q")
        terminal.end()
        terminal.expect_given_back("q")
    nothing = Terminal(arguments=("follow", place))
    status = nothing.end()
    if os.WEXITSTATUS(status) != 2 or b"--class PATH" not in words(nothing.output):
        fail(f"expected to be told how to open a class, got {words(nothing.output)!r}")
    shutil.rmtree(folder)
    if all(memory):
        print(f"measured a student who follows: {max(memory) / 1024:.1f} MB at most")
    ok(f"{students} students follow a teacher, whose notes are in a second terminal")


def end_class(teacher, students):
    """A class that follows is not ended by a single key."""
    for _ in range(50):
        teacher.output = b""
        teacher.press(b"q")
        if f"{students} people following".encode() in words(teacher.output):
            break
        # one who has just come is not counted yet
        teacher.press(b"\x1b[D")
    else:
        fail(f"expected to be asked before a class of {students} is left, got {words(teacher.output)[-400:]!r}")
    os.write(teacher.fd, b"q")
    teacher.end()
    teacher.expect_given_back("q, twice")


def a_class_votes(students=5):
    """A question goes to the class and is answered, changed, asked again and revealed. One who sends nonsense is cut
    off, and the others are not disturbed."""
    folder = tempfile.mkdtemp()
    place = os.path.join(folder, "class")
    home = {"XDG_RUNTIME_DIR": folder}
    teacher = Terminal(
        arguments=("--seed", "42", "--present", "--at", "client_key_exchange", "--class", place),
        environment=home,
    )
    teacher.wait_for("C L I E N T")
    notes = Terminal(arguments=("notes", "--talk", "short"), environment=home)
    notes.wait_for("What is in the box?")
    followers = [Terminal(arguments=("follow", "--sandbox", place)) for _ in range(students)]
    for follower in followers:
        follower.wait_for("C L I E N T")
    teacher.press(b"A")
    shows(teacher, f"0 of {students} answered")
    for follower in followers:
        follower.wait_for("The teacher asks")
    for follower in followers:
        os.write(follower.fd, b"a")
    shows(teacher, f"{students} of {students} answered")
    followers[0].press(b"b")
    shows(followers[0], "Your answer: b.")
    followers[1].press(b"?")
    shows(teacher, f"{students} of {students} answered")
    if re.search("[▮▯]", words(teacher.output).decode(errors="replace")):
        fail("expected no bars on the teacher's screen while the vote is open")
    shows(notes, f"a={students - 2} b=1 ?=1")
    shows(notes, "% right")
    for nonsense in (b"\x00" * 1000, b"vote 1 zzz\n", b"GET / HTTP/1.1\r\n\r\n"):
        stranger = socket.socket(socket.AF_UNIX)
        stranger.settimeout(10)
        stranger.connect(place)
        shows(teacher, f"{students} of {students + 1} answered")
        stranger.sendall(nonsense)
        try:
            while stranger.recv(1 << 16):
                pass  # what is shown, and then the end
        except ConnectionResetError:
            pass  # not all of the nonsense was read
        stranger.close()
        shows(teacher, f"{students} of {students} answered")
    # the vote is closed, and the bars are shown; talk, and vote again
    teacher.press(b"\r")
    shows(teacher, f"a={students - 2} b=1 ?=1")
    for follower in followers:
        shows(follower, "The vote is closed")
        if re.search("[▮▯]", words(follower.output).decode(errors="replace")):
            fail("expected no one who follows to see the bars")
    teacher.press(b"v")
    shows(teacher, f"0 of {students} answered")
    for follower in followers:
        os.write(follower.fd, b"a")
    shows(teacher, f"{students} of {students} answered")
    teacher.press(b"\r")
    for follower in followers:
        shows(follower, "The vote is closed")
    followers[0].press(b"b")
    shows(followers[0], "answers no longer count")
    for terminal in (teacher, *followers):
        for told in (b"Right.", b"The answer is:"):
            if told in words(terminal.output):
                fail(f"expected nothing to be told before it is revealed, got {told!r}")
    teacher.press(b"\r")
    for follower in followers:
        shows(follower, "The keys are derived from it")
    os.write(teacher.fd, b"\x1b")
    teacher.read()
    end_class(teacher, students)
    for terminal in followers:
        shows(terminal, "waiting for the teacher")
    for terminal in [*followers, notes]:
        os.write(terminal.fd, b"q")
        terminal.end()
        terminal.expect_given_back("q")
    shutil.rmtree(folder)
    ok(f"{students} students answer, change their answers, answer again, and are told; nonsense is cut off")


def a_lesson_is_kept_whichever_way_it_is_opened():
    folder = tempfile.mkdtemp()
    home = {"XDG_DATA_HOME": folder, "HOME": folder}
    terminal = opened(environment=home)
    terminal.press(b"L")
    shows(terminal, "The handshake in ten minutes")
    terminal.press(b"\r")
    shows(terminal, "Your answer")
    terminal.press(b"?\r")
    shows(terminal, "No guess was made")
    os.write(terminal.fd, b"q")
    terminal.end()
    terminal.expect_given_back("a lesson")
    kept = os.path.join(folder, "premaster", "lessons", "handshake.toml")
    if not os.path.exists(kept):
        fail("expected what was done in a lesson to be kept, though no command had named the lesson")
    shutil.rmtree(folder)
    ok("what is done in a lesson is kept, whichever way it is opened")


def an_exam_is_begun_left_gone_on_with_and_finished():
    """Answers are kept one by one, so that neither Ctrl-C nor a signal loses any; the result is its owner's alone."""
    folder = tempfile.mkdtemp()
    home = {"XDG_DATA_HOME": folder, "HOME": folder}
    out = os.path.join(folder, "result.toml")
    exam = ("exam", "--form", "A", "--name", "mm42", "--out", out)
    kept = os.path.join(folder, "premaster", "exams", "mm42-A.toml")

    def answers():
        with open(kept, encoding="utf-8") as file:
            return file.read().count("[[answer]]")

    def begun(question):
        terminal = Terminal(arguments=exam, environment=home)
        shows(terminal, f"{question} of 12")
        return terminal

    terminal = begun(1)
    terminal.press(b"?")
    shows(terminal, "2 of 12")
    terminal.press(b"\x1b[B\r")
    shows(terminal, "How sure are you?")
    terminal.press(b"2")
    shows(terminal, "3 of 12")
    # Ctrl-C asks, and "no" stays
    terminal.press(b"\x03")
    shows(terminal, "Leave the exam?")
    terminal.press(b"n")
    terminal.press(b"?")
    shows(terminal, "4 of 12")
    terminal.press(b"\x03")
    os.write(terminal.fd, b"y")
    status = terminal.end()
    terminal.expect_given_back("Ctrl-C in an exam")
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != 0:
        fail(f"expected exit code 0 where an exam is left, got wait status {status}")
    if answers() != 3 or os.path.exists(out):
        fail(f"expected 3 answers to be kept and no result yet, got {answers()}")
    # it goes on where it was left, and a signal loses nothing either
    terminal = begun(4)
    terminal.press(b"?")
    shows(terminal, "5 of 12")
    os.kill(terminal.pid, signal.SIGTERM)
    terminal.end()
    terminal.expect_given_back("SIGTERM in an exam")
    if answers() != 4:
        fail(f"expected 4 answers to be kept, got {answers()}")
    terminal = begun(5)
    for question in range(6, 13):
        terminal.press(b"?")
        shows(terminal, f"{question} of 12")
    terminal.press(b"?")
    shows(terminal, "Form A is finished")
    os.write(terminal.fd, b"q")
    status = terminal.end()
    terminal.expect_given_back("the end of an exam")
    if os.WEXITSTATUS(status) != 0 or answers() != 12:
        fail(f"expected 12 answers and exit code 0, got {answers()} and wait status {status}")
    for file in (kept, out):
        mode = oct(os.stat(file).st_mode & 0o777)
        if mode != "0o600":
            fail(f"expected {file} to be its owner's alone, got the mode {mode}")
    with open(out, "rb") as one, open(kept, "rb") as other:
        if one.read() != other.read():
            fail("expected the result to be what was kept")
    # nothing is overwritten
    again = Terminal(arguments=("exam", "--form", "B", "--name", "mm42", "--out", out), environment=home)
    status = again.end()
    if os.WEXITSTATUS(status) != 2:
        fail(f"expected an existing result to be kept, got wait status {status}")
    shutil.rmtree(folder)
    ok("an exam is begun, left, gone on with and finished, and its result is its owner's alone")


def shows(terminal, expected, limit=20.0):
    """Waits until a screen has these votes, such as `a=3`, or says these words. For each look it is drawn whole, since a
    number that has changed is sent alone."""
    end = time.monotonic() + limit
    columns = 100
    while time.monotonic() < end:
        terminal.output = b""
        columns = 221 - columns
        terminal.resize(columns, 40)
        terminal.read(quiet=0.2, limit=1.0)
        shown = words(terminal.output).decode(errors="replace")
        if expected in shown:
            return
        wanted = re.findall(r"(\S)=(\d+)", expected)
        # the last bar of an answer: an earlier round may stand before it
        bar = r"{} [^▮▯│]*(?:[▮▯]+ +\d+ *)*?[▮▯]+ *{}\b"
        if wanted and all(re.search(bar.format(re.escape(letter), votes), shown) for letter, votes in wanted):
            return
    fail(f"expected {expected!r} on the screen, got {shown[-1500:]!r}")


def peak(pid):
    """The most memory that a process has had, in KiB, or None where that is not told."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1])
    except OSError:
        return None


def start_up():
    """The program's own processor time from start to end, with one screen in between."""
    best = None
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        terminal = Terminal()
        terminal.wait_for("Server")
        os.write(terminal.fd, b"q")
        terminal.end()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        best = own if best is None else min(best, own)
    print(f"measured start, first screen and end: {best * 1000:.1f} ms of processor time")


quits()
ends_on_signals()
ends_on_signals_while_it_starts()
does_not_stop_as_an_orphan()
hears_keys_after_broken_sequences()
answers_long_pastes()
refuses_a_dumb_terminal()
keeps_to_ascii_without_utf8()
links_to_the_web()
stops_and_goes_on()
chooses_a_connection_of_a_capture()
resizes()
refuses_without_a_terminal()
sizes_and_idleness()
survives_anything()
a_class_follows()
a_class_votes()
a_lesson_is_kept_whichever_way_it_is_opened()
an_exam_is_begun_left_gone_on_with_and_finished()
start_up()
print("all held")
