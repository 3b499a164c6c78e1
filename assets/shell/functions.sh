# Turns hexadecimal digits, two for each byte, into the bytes.
unhex() {
  xxd -r -p
}

# hex [FIRST COUNT]: turns bytes into hexadecimal digits; all of them, or COUNT from the one with
# index FIRST on.
hex() {
  case $# in
  0) printf '%s' $(xxd -p) ;;
  *) printf '%s' $(xxd -p -s "$1" -l "$2") ;;
  esac
}

# bytes DATA FIRST COUNT: a part of some bytes.
bytes() {
  [ "$3" -eq 0 ] || printf '%s' "$1" | unhex | hex "$2" "$3"
}

# digest HASH DATA
digest() {
  printf '%s' "$2" | unhex | openssl dgst "-$1" -r | {
    read -r result _
    printf '%s' "$result"
  }
}

# hmac HASH KEY DATA (RFC 2104)
hmac() {
  printf '%s' "$3" | unhex | openssl dgst "-$1" -mac HMAC -macopt "hexkey:$2" -r | {
    read -r result _
    printf '%s' "$result"
  }
}

# prf HASH SECRET LABEL SEED LENGTH: stretches a secret to LENGTH bytes (RFC 5246 section 5).
#
#   PRF(secret, label, seed) = P_hash(secret, label + seed)
#   P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + ...
#   A(0) = seed, A(i) = HMAC_hash(secret, A(i-1))
prf() {
  seed=$(printf '%s' "$3" | hex)$4
  a=$seed
  result=
  while [ "${#result}" -lt $((2 * $5)) ]; do
    a=$(hmac "$1" "$2" "$a")
    [ -n "$a" ] || return 1
    result=$result$(hmac "$1" "$2" "$a$seed")
  done
  printf "%.$((2 * $5))s" "$result"
}

# handshake TYPE BODY: a handshake message with its header, type and length (RFC 5246 section 7.4).
handshake() {
  printf '%s%06x%s' "$1" $((${#2} / 2)) "$2"
}

# rsa_public KEY-FILE NUMBER: NUMBER^e mod n, without any padding of its own (RFC 8017 section 5.1.1).
rsa_public() {
  printf '%s' "$2" | unhex |
    openssl pkeyutl -encrypt -pubin -inkey "$1" -pkeyopt rsa_padding_mode:none | hex
}

# rsa_private KEY-FILE NUMBER: NUMBER^d mod n, all of the block (RFC 8017 section 5.1.2).
rsa_private() {
  printf '%s' "$2" | unhex |
    openssl pkeyutl -decrypt -inkey "$1" -pkeyopt rsa_padding_mode:none | hex
}

# rsa_sign KEY-FILE HASH DIGEST: the signature over what has this digest (RSASSA-PKCS1-v1_5, RFC 8017
# section 8.2.1).
rsa_sign() {
  printf '%s' "$3" | unhex |
    openssl pkeyutl -sign -inkey "$1" -pkeyopt "digest:$2" | hex
}

# message BLOCK: what follows the first zero byte after 00 02 (RFC 8017 section 7.2.2).
message() {
  rest=${1#0002}
  while [ -n "$rest" ] && [ "${rest#00}" = "$rest" ]; do
    rest=${rest#??}
  done
  printf '%s' "${rest#00}"
}

# pre_master BLOCK CLIENT-VERSION DRAWN: what a server goes on with. It is the message in the
# block; or, if the block is not 00 02, eight bytes of padding or more, 00, and 48 bytes that begin
# with the client's version, what the server drew in advance (RFC 5246 section 7.4.7.1).
pre_master() {
  found=$(message "$1")
  padding_length=$(((${#1} - ${#found}) / 2 - 3))
  case $1/$found in
  0002*/"$2"*)
    if [ "$padding_length" -ge 8 ] && [ "${#found}" -eq 96 ]; then
      printf '%s' "$found"
      return
    fi
    ;;
  esac
  printf '%s' "$3"
}

# record_mac HASH KEY SEQUENCE-NUMBER TYPE-AND-VERSION CONTENT (RFC 5246 section 6.2.3.1)
#
#   HMAC(MAC_write_key, seq_num + type + version + length + content)
record_mac() {
  hmac "$1" "$2" "$(printf '%016x' "$3")$4$(printf '%04x' $((${#5} / 2)))$5"
}

# pad DATA: DATA and so much padding that blocks of 16 bytes are full: n + 1 bytes, each of the
# value n (RFC 5246 section 6.2.3.2).
pad() {
  result=$1
  n=$((15 - ${#1} / 2 % 16))
  byte=$(printf '%02x' "$n")
  while [ "$n" -ge 0 ]; do
    result=$result$byte
    n=$((n - 1))
  done
  printf '%s' "$result"
}

# encrypt CIPHER KEY IV PLAINTEXT: whole blocks, and no padding but that of TLS.
encrypt() {
  printf '%s' "$4" | unhex | openssl enc "-$1" -nopad -K "$2" -iv "$3" | hex
}

# decrypt CIPHER KEY IV CIPHERTEXT
decrypt() {
  printf '%s' "$4" | unhex | openssl enc -d "-$1" -nopad -K "$2" -iv "$3" | hex
}

# padding MAC-LENGTH PLAINTEXT: the n + 1 bytes at the end of which the last says n; that byte alone
# if the others do not fit it (RFC 5246 section 6.2.3.2).
padding() {
  last=$(bytes "$2" $((${#2} / 2 - 1)) 1)
  n=$((0x${last:-0}))
  result=
  if [ $((n + 1 + $1)) -le $((${#2} / 2)) ]; then
    while [ "$n" -ge 0 ]; do
      result=$result$last
      n=$((n - 1))
    done
  fi
  case $2 in
  *"$result") printf '%s' "${result:-$last}" ;;
  *) printf '%s' "$last" ;;
  esac
}

# content MAC-LENGTH PLAINTEXT: what stands before MAC and padding.
content() {
  end=$(padding "$1" "$2")
  printf "%.$((${#2} - ${#end} - 2 * $1))s" "$2"
}
