set -u
umask 077
LC_ALL=C
export LC_ALL

# lacks TOOL: stops, because a tool is missing.
lacks() {
  printf '%s\n' "this needs $1, and it is not there" >&2
  exit 2
}

for tool in openssl mktemp rm; do
  command -v "$tool" >/dev/null 2>&1 || lacks "$tool"
done

# OpenSSL reads keys and signatures from files; they are in a directory of their own, for as long as
# this runs.
dir=
trap '[ -z "$dir" ] || rm -rf "$dir"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
dir=$(mktemp -d) || exit 2
