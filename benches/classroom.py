#!/usr/bin/env python3
"""What a class costs: 30 students at once on one machine, each through ssh on loopback with a forced command.

Run as `python3 benches/classroom.py target/release/premaster`, with OpenSSH's sshd installed (or named with --sshd).
It makes keys of its own in a scratch folder, starts an sshd of this user on a high port of 127.0.0.1, lets the students
in, measures, and ends what it has started. Linux, and Python's standard library only.

Memory is what the kernel says of each process: resident (RSS), and the share of what is in common with others counted in
parts (PSS). Processor time is that of the scheduler, in nanoseconds. The ssh clients, which would run on the students' own
machines, are not counted.
"""

import argparse
import fcntl
import getpass
import os
import pty
import re
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

STEPS = 25
SIZE = struct.pack("HHHH", 40, 120, 0, 0)
SCREEN = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


class Terminal:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, arguments):
        self.since = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(SCREEN)
            os.execvp(arguments[0], arguments)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, SIZE)
        self.output = b""

    def read(self):
        """What has come; false at the end."""
        try:
            got = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        self.output += got
        return bool(got)

    def end(self):
        try:
            os.kill(self.pid, signal.SIGTERM)
            os.close(self.fd)
            os.waitpid(self.pid, 0)
        except OSError:
            pass


def words(output):
    return re.sub(rb"\x1b\][^\x07]*\x07|\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b[()].", b"", output)


def drain(terminals, seconds):
    """Reads what comes for so long, so that no one has to wait for a reader."""
    end = time.monotonic() + seconds
    of = {terminal.fd: terminal for terminal in terminals}
    while (left := end - time.monotonic()) > 0:
        for fd in select.select(list(of), [], [], left)[0]:
            if not of[fd].read():
                del of[fd]


def wait_for(terminals, text, limit=120.0):
    """The time at which each of them has shown a text, in seconds after its start."""
    end, left, came = time.monotonic() + limit, list(terminals), []
    while left and time.monotonic() < end:
        ready = select.select([terminal.fd for terminal in left], [], [], 1.0)[0]
        for terminal in [terminal for terminal in left if terminal.fd in ready]:
            if not terminal.read():
                sys.exit(f"a session has ended: {words(terminal.output)[-500:]!r}")
            if text in words(terminal.output):
                came.append(time.monotonic() - terminal.since)
                left.remove(terminal)
    if left:
        sys.exit(f"expected {text!r}, got {words(left[0].output)[-500:]!r}")
    return came


def children():
    """The children of each process."""
    of = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        of.setdefault(parent, []).append(int(name))
    return of


def descendants(pid):
    of, found, todo = children(), [], [pid]
    while todo:
        below = of.get(todo.pop(), [])
        found += below
        todo += below
    return found


def memory(pid):
    """(RSS, PSS) in KiB."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        text = file.read()
    return [int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) for name in ("Rss", "Pss")]


def processor(pids):
    """Nanoseconds of processor time of all threads."""
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
                    total += int(file.read().split()[0])
            except OSError:
                pass  # it has ended
    return total


class Server:
    """An sshd of this user on a port of loopback, whose only key opens one command."""

    def __init__(self, sshd, command):
        self.folder = tempfile.mkdtemp(prefix="premaster-class-")
        os.chmod(self.folder, 0o700)
        at = lambda name: os.path.join(self.folder, name)
        for name in ("host", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at(name)], check=True)
        with open(at("key.pub"), encoding="ascii") as file:
            key = file.read()
        with open(at("authorized_keys"), "w", encoding="ascii") as file:
            file.write(f'restrict,pty,command="exec {command}" {key}')
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with open(at("config"), "w", encoding="ascii") as file:
            file.write(
                f"ListenAddress 127.0.0.1\nPort {self.port}\nHostKey {at('host')}\nPidFile none\n"
                f"AuthorizedKeysFile {at('authorized_keys')}\nPasswordAuthentication no\nUsePAM no\n"
                "KbdInteractiveAuthentication no\nStrictModes no\nMaxStartups 100\nAcceptEnv LC_ALL\nPrintMotd no\n"
            )
        self.process = subprocess.Popen([sshd, "-D", "-e", "-f", at("config")], stderr=open(at("log"), "w"))
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        with open(at("log"), encoding="utf-8") as file:
            sys.exit(f"sshd does not listen: {file.read()}")

    def student(self):
        at = os.path.join(self.folder, "key")
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "SendEnv=LC_ALL"]
        flags = [part for option in options for part in ("-o", option)]
        user = f"{getpass.getuser()}@127.0.0.1"
        return Terminal(["ssh", "-tt", "-F", "none", "-i", at, "-p", str(self.port), *flags, user])

    def sessions(self, program):
        """The program's processes, and those of sshd that serve them."""
        own, others = [], []
        for pid in descendants(self.process.pid):
            try:
                exe = os.readlink(f"/proc/{pid}/exe")
            except OSError:
                continue
            (own if exe == program else others).append(pid)
        return own, others

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def measure(name, server, program, students, idle_for, step):
    """Lets a class in, and says what it costs. `step` makes one step, for one student or for all."""
    one = server.student()
    alone = wait_for([one], READY)[0]
    one.end()
    time.sleep(1)
    class_ = [server.student() for _ in range(students)]
    came = wait_for(class_, READY)
    drain(class_, 3)
    own, others = server.sessions(program)
    if len(own) != students:
        sys.exit(f"expected {students} sessions, got {len(own)}")
    start = processor(own) / students
    rss, pss = zip(*(memory(pid) for pid in own))
    ssh = sum(memory(pid)[1] for pid in others) / students
    print(f"\n## {name}, {students} students\n")
    print(f"start-up, one alone: {alone:.2f} s; all at once: median {statistics.median(came):.2f} s, last {max(came):.2f} s")
    print(f"processor time of start-up and first screen: {start / 1e6:.1f} ms per student")
    before = processor(own), processor(others)
    drain(class_, idle_for)
    idle = [(processor(pids) - was) / students / 1e6 for pids, was in zip((own, others), before)]
    print(f"idle for {idle_for:.0f} s: {idle[0]:.3f} ms per student, and sshd {idle[1]:.3f} ms")
    before = processor(own), processor(others)
    sent = sum(len(student.output) for student in class_)
    for _ in range(STEPS):
        step(class_)
        drain(class_, 1.0)
    stepped = [(processor(pids) - was) / students / STEPS / 1e6 for pids, was in zip((own, others), before)]
    sent = (sum(len(student.output) for student in class_) - sent) / students / STEPS
    print(f"{STEPS} steps: {stepped[0]:.2f} ms per student and step, and sshd {stepped[1]:.2f} ms; {sent:.0f} bytes to the terminal")
    print(
        f"memory at the beginning: PSS {statistics.mean(pss) / 1024:.1f} MiB, RSS {statistics.mean(rss) / 1024:.1f} MiB "
        f"per student, and sshd {ssh / 1024:.1f} MiB (PSS)"
    )
    rss, pss = zip(*(memory(pid) for pid in own))
    print(f"memory after {STEPS} steps: PSS {statistics.mean(pss) / 1024:.1f} MiB, RSS {statistics.mean(rss) / 1024:.1f} MiB")
    for student in class_:
        student.end()


READY = b""


def main():
    global READY
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds to do nothing in")
    parser.add_argument("--sshd", default=shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin") or "sshd")
    given = parser.parse_args()
    program = os.path.realpath(given.program)
    sshd = shutil.which(given.sshd) or sys.exit(f"{given.sshd} is not there: install openssh-server, or name it with --sshd")

    READY = b"Server"
    server = Server(sshd, f"{program} --sandbox --seed 42")

    def each_steps(class_):
        for student in class_:
            os.write(student.fd, b"\x1b[C")

    try:
        measure("each on their own: premaster --sandbox", server, program, given.students, given.idle, each_steps)
    finally:
        server.end()

    folder = tempfile.mkdtemp(prefix="premaster-class-")
    place = os.path.join(folder, "class.sock")
    os.environ["XDG_RUNTIME_DIR"] = folder
    teacher = Terminal([program, "--seed", "42", "--present", "--class", place])
    READY = b"C L I E N T"
    wait_for([teacher], READY)
    server = Server(sshd, f"{program} follow --sandbox {place}")

    def teacher_steps(class_):
        os.write(teacher.fd, b"\x1b[C")
        drain([teacher], 0.1)

    try:
        measure("following a teacher: premaster follow --sandbox", server, program, given.students, given.idle, teacher_steps)
        rss, pss = memory(teacher.pid)
        print(f"the teacher's own screen: PSS {pss / 1024:.1f} MiB, RSS {rss / 1024:.1f} MiB")
    finally:
        server.end()
        teacher.end()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
