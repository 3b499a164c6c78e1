# Without an xxd that can do both, od shows bytes, and printf makes them.
if [ "$(printf 00ff | xxd -r -p 2>/dev/null | xxd -p -s 1 -l 1 2>/dev/null)" != ff ]; then
  command -v od >/dev/null 2>&1 || lacks 'xxd or od'
  unhex() {
    read -r digits || :
    while [ -n "$digits" ]; do
      part=$(printf '%.64s' "$digits")
      digits=${digits#"$part"}
      escapes=
      while [ -n "$part" ]; do
        rest=${part#??}
        byte=$((0x${part%"$rest"}))
        escapes=$escapes\\$((byte / 64))$((byte / 8 % 8))$((byte % 8))
        part=$rest
      done
      printf "$escapes"
    done
  }
  hex() {
    case $# in
    0) printf '%s' $(od -An -v -tx1) ;;
    *) printf '%s' $(od -An -v -tx1 -j "$1" -N "$2") ;;
    esac
  }
fi

count_reproduced=0
count_differing=0
count_impossible=0

# say FORMAT ARGUMENTS: printf that remembers when a line could not be written, as on a full disk.
unsaid=
say() {
  printf "$@" 2>/dev/null || unsaid=yes
}

# section TITLE
section() {
  say '\n%s\n' "$1"
}

# line WHAT NAME DATA [REMARK]: how long some bytes are, and how they begin.
line() {
  if [ "${#3}" -gt 32 ]; then
    beginning=$(printf '%.32s...' "$3")
  else
    beginning=$3
  fi
  say '%-5s %-34s %5d bytes  %s\n' "$1" "$2" $((${#3} / 2)) "$beginning${4:+  $4}"
}

# differs NAME EXPECTED GOT
differs() {
  count_differing=$((count_differing + 1))
  say 'DIFFERS %s: expected %s, got %s\n' "$1" "${2:-nothing}" "${3:-nothing}"
}

# reproduced NAME COMPUTED EXPECTED [SENT]: something computed here, what the run had, and what was
# on the wire.
reproduced() {
  if [ "$2" != "$3" ]; then
    differs "$1" "$3" "$2"
  elif [ "$2" != "${4-$2}" ]; then
    differs "$1" "$4 as on the wire" "$2"
  else
    count_reproduced=$((count_reproduced + 1))
    line ok "$1" "$2"
  fi
}

# found NAME READ EXPECTED: something that stands on the wire for all to read.
found() {
  if [ "$2" = "$3" ]; then
    line read "$1" "$2"
  else
    differs "$1" "$3" "$2"
  fi
}

# given NAME DATA: something that follows from nothing else, such as a number drawn at random.
given() {
  line given "$1" "$2"
}

# same WHAT ONE OTHER: two ways to the same bytes.
same() {
  if [ "$2" = "$3" ]; then
    line same "$1" "$2"
  else
    differs "$1" "$3" "$2"
  fi
}

# impossible NAME REASON
impossible() {
  count_impossible=$((count_impossible + 1))
  say 'not reproducible here: %s: %s\n' "$1" "$2"
}

# public_key FILE INFO: writes a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) to a file.
public_key() {
  printf '%s' "$2" | unhex | openssl pkey -pubin -inform DER -pubout -out "$1"
}

# verdict NAME SIGNATURE EXPECTED FOUND: what was said of a signature, `valid` or `invalid`.
verdict() {
  if [ "$3" = "$4" ]; then
    count_reproduced=$((count_reproduced + 1))
    line ok "$1" "$2" "$4"
  else
    differs "$1" "$3" "$4"
  fi
}

# signature NAME KEY-FILE HASH SIGNED SIGNATURE VERDICT [pss]: lets OpenSSL check a signature (RSASSA-
# PKCS1-v1_5, RFC 8017 section 8.2.2, or RSASSA-PSS, section 8.1.2), and compares what it says with
# VERDICT.
signature() {
  printf '%s' "$4" | unhex >"$dir/signed"
  printf '%s' "$5" | unhex >"$dir/signature"
  padding=${7:-pkcs1}
  if openssl dgst "-$3" -sigopt "rsa_padding_mode:$padding" -verify "$2" -signature "$dir/signature" "$dir/signed" >/dev/null 2>&1; then
    verdict "$1" "$5" "$6" valid
  else
    verdict "$1" "$5" "$6" invalid
  fi
}

# signature_bare NAME KEY-FILE DIGEST SIGNATURE VERDICT: the same for a signature without the name of
# the hash, as rsa_sign_bare makes it.
signature_bare() {
  printf '%s' "$3" | unhex >"$dir/signed"
  printf '%s' "$4" | unhex >"$dir/signature"
  if openssl pkeyutl -verify -pubin -inkey "$2" -in "$dir/signed" -sigfile "$dir/signature" >/dev/null 2>&1; then
    verdict "$1" "$4" "$5" valid
  else
    verdict "$1" "$4" "$5" invalid
  fi
}
