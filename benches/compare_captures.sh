#!/bin/sh
# Premaster, tshark and ssldump on the same capture with the same key log, one after the other: processor time
# and peak memory of each. Tshark and ssldump decrypt the records and print a line per record of TLS; premaster
# decrypts them, verifies every MAC and both Finished, and prints two lines per connection.
#
#     cargo build --release --bin premaster --example many_connections
#     benches/compare_captures.sh [CONNECTIONS]
#
# It needs GNU time. Programs that are not installed are left out.
set -eu
connections=${1:-20000}
root=$(cd "$(dirname "$0")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}/release
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$target/examples/many_connections" "$connections" "$dir/many"
capture=$dir/many.pcapng
keys=$dir/many.keys

measure() {
    name=$1
    shift
    if ! command -v "$1" >/dev/null; then
        echo "$name: not installed"
        return
    fi
    /usr/bin/time -f "$name: %U s user, %S s system, %e s elapsed, %M KiB" -o "$dir/time" \
        "$@" >"$dir/out" 2>"$dir/err" || true
    cat "$dir/time"
}

measure premaster "$target/premaster" open --list "$capture" --keylog "$keys"
verified=$(grep -c 'handshake complete; [0-9]* records decrypted and verified$' "$dir/out" || true)
echo "premaster: $verified of $connections connections verified"

measure tshark tshark -r "$capture" -n -o "tls.keylog_file:$keys" \
    -Y tls -T fields -e tcp.stream -e tls.record.content_type -e tls.handshake.verify_data
finished=$(awk -F '\t' '$3 != ""' "$dir/out" | wc -l)
echo "tshark: $finished packets with a decrypted Finished"

measure ssldump ssldump -n -r "$capture" -l "$keys"
