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

# repeated BYTE COUNT: the same byte COUNT times.
repeated() {
  left=$2
  while [ "$left" -gt 0 ]; do
    printf '%s' "$1"
    left=$((left - 1))
  done
}

# xor ONE OTHER: two runs of bytes of the same length, byte by byte.
xor() {
  one=$1
  other=$2
  while [ -n "$one" ]; do
    one_rest=${one#??}
    other_rest=${other#??}
    printf '%02x' $((0x${one%"$one_rest"} ^ 0x${other%"$other_rest"}))
    one=$one_rest
    other=$other_rest
  done
}

# digest HASH DATA. The hash md5-sha1 is MD5 followed by SHA-1, as in the versions before TLS 1.2
# (RFC 2246 section 7.4.8).
digest() {
  if [ "$1" = md5-sha1 ]; then
    digest md5 "$2"
    digest sha1 "$2"
    return
  fi
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

# p_hash HASH SECRET SEED LENGTH: stretches a secret to LENGTH bytes (RFC 5246 section 5).
#
#   P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + ...
#   A(0) = seed, A(i) = HMAC_hash(secret, A(i-1))
p_hash() {
  a=$3
  result=
  while [ "${#result}" -lt $((2 * $4)) ]; do
    a=$(hmac "$1" "$2" "$a")
    [ -n "$a" ] || return 1
    result=$result$(hmac "$1" "$2" "$a$3")
  done
  printf "%.$((2 * $4))s" "$result"
}

# prf_tls12 HASH SECRET LABEL SEED LENGTH: the PRF of TLS 1.2 (RFC 5246 section 5).
#
#   PRF(secret, label, seed) = P_hash(secret, label + seed)
prf_tls12() {
  p_hash "$1" "$2" "$(printf '%s' "$3" | hex)$4" "$5"
}

# prf_tls10 SECRET LABEL SEED LENGTH: the PRF of TLS 1.0 and 1.1 (RFC 2246 section 5).
#
#   PRF(secret, label, seed) = P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed)
#
# S1 and S2 are the first and the last half of the secret. If its length is odd, the byte in the middle
# is in both.
prf_tls10() {
  seed=$(printf '%s' "$2" | hex)$3
  length=$((${#1} / 2))
  half=$(((length + 1) / 2))
  s1=$(bytes "$1" 0 "$half")
  s2=$(bytes "$1" $((length - half)) "$half")
  xor "$(p_hash md5 "$s1" "$seed" "$4")" "$(p_hash sha1 "$s2" "$seed" "$4")"
}

# prf_ssl3 SECRET SEED LENGTH: what SSL 3.0 has in place of a PRF (RFC 6101 sections 6.1 and 6.2.2).
#
#   MD5(secret + SHA-1('A' + secret + seed)) + MD5(secret + SHA-1('BB' + secret + seed)) + ...
prf_ssl3() {
  round=1
  result=
  while [ "${#result}" -lt $((2 * $3)) ]; do
    letters=$(repeated "$(printf '%02x' $((0x40 + round)))" "$round")
    block=$(digest md5 "$1$(digest sha1 "$letters$1$2")")
    [ -n "$block" ] || return 1
    result=$result$block
    round=$((round + 1))
  done
  printf "%.$((2 * $3))s" "$result"
}

# ssl3_pad HASH BYTE: the pads of SSL 3.0, pad_1 of the byte 36 and pad_2 of the byte 5c, have 48
# bytes for MD5 and 40 for SHA-1 (RFC 6101 section 5.2.3.1).
ssl3_pad() {
  count=40
  [ "$1" != md5 ] || count=48
  repeated "$2" "$count"
}

# ssl3_proof MASTER-SECRET SENDER MESSAGES: how SSL 3.0 ties the handshake messages to the master
# secret. SENDER is CLNT or SRVR in Finished (RFC 6101 section 5.6.9), and empty in what
# CertificateVerify signs (section 5.6.8).
#
#   hash(master_secret + pad_2 + hash(messages + sender + master_secret + pad_1))
#
# with MD5, followed by the same with SHA-1.
ssl3_proof() {
  sender=$(printf '%s' "$2" | hex)
  for hash in md5 sha1; do
    inner=$(digest "$hash" "$3$sender$1$(ssl3_pad "$hash" 36)")
    digest "$hash" "$1$(ssl3_pad "$hash" 5c)$inner"
  done
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

# rsa_sign_bare KEY-FILE DIGEST: the same without the name of the hash. Before TLS 1.2, MD5 and SHA-1
# stand in the block as they are (RFC 2246 section 7.4.8).
rsa_sign_bare() {
  printf '%s' "$2" | unhex | openssl pkeyutl -sign -inkey "$1" | hex
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

# record_mac HASH KEY SEQUENCE-NUMBER TYPE-AND-VERSION CONTENT (RFC 5246 section 6.2.3.1). With
# encrypt-then-MAC (RFC 7366 section 3), IV and ciphertext take the place of the content.
#
#   HMAC(MAC_write_key, seq_num + type + version + length + content)
record_mac() {
  hmac "$1" "$2" "$(printf '%016x' "$3")$4$(printf '%04x' $((${#5} / 2)))$5"
}

# record_mac_ssl3 HASH KEY SEQUENCE-NUMBER TYPE CONTENT: without the version (RFC 6101 section 5.2.3.1)
#
#   hash(MAC_write_secret + pad_2 + hash(MAC_write_secret + pad_1 + seq_num + type + length + content))
record_mac_ssl3() {
  data=$(printf '%016x' "$3")$4$(printf '%04x' $((${#5} / 2)))$5
  inner=$(digest "$1" "$2$(ssl3_pad "$1" 36)$data")
  digest "$1" "$2$(ssl3_pad "$1" 5c)$inner"
}

# pad BLOCK-LENGTH DATA: DATA and as much padding as fills the blocks: n + 1 bytes, each of the
# value n (RFC 5246 section 6.2.3.2).
pad() {
  n=$(($1 - 1 - ${#2} / 2 % $1))
  printf '%s' "$2"
  repeated "$(printf '%02x' "$n")" $((n + 1))
}

# encrypt CIPHER KEY IV PLAINTEXT: whole blocks, and no padding but that of TLS.
encrypt() {
  printf '%s' "$4" | unhex | openssl enc "-$1" -nopad -K "$2" -iv "$3" | hex
}

# decrypt CIPHER KEY IV CIPHERTEXT
decrypt() {
  printf '%s' "$4" | unhex | openssl enc -d "-$1" -nopad -K "$2" -iv "$3" | hex
}

# rc4 KEY POSITION DATA: encrypts and decrypts. All records of a side share one keystream, so that
# this one begins at POSITION in it, after as many bytes as were encrypted before (RFC 2246 section
# 6.2.3.1). OpenSSL always begins at 0: zeros go in front, and are cut off again.
rc4() {
  printf '%s' "$(repeated 00 "$2")$3" | unhex | openssl_rc4 "$1" | hex "$2" $((${#3} / 2))
}

# openssl_rc4 KEY: standard input under RC4. From version 3 on, OpenSSL has it in the legacy provider.
openssl_rc4() {
  if openssl list -providers >/dev/null 2>&1; then
    openssl enc -rc4 -K "$1" -provider legacy -provider default
  else
    openssl enc -rc4 -K "$1"
  fi
}

# ticket KEY-NAME KEY MAC-KEY IV STATE: a session ticket (RFC 5077 section 4). OpenSSL pads the state, as
# PKCS #7 does.
#
#   key_name + IV + length + encrypted_state + HMAC_sha256(MAC_key, all before)
ticket() {
  encrypted=$(printf '%s' "$5" | unhex | openssl enc -aes-128-cbc -K "$2" -iv "$4" | hex)
  before=$1$4$(printf '%04x' $((${#encrypted} / 2)))$encrypted
  printf '%s' "$before$(hmac sha256 "$3" "$before")"
}

# ticket_state KEY TICKET: what is encrypted in a ticket.
ticket_state() {
  encrypted=$(bytes "$2" 34 $((${#2} / 2 - 66)))
  printf '%s' "$encrypted" | unhex |
    openssl enc -d -aes-128-cbc -K "$1" -iv "$(bytes "$2" 16 16)" | hex
}

# padding RULE MAC-LENGTH PLAINTEXT: the n + 1 bytes at the end, the last of which says n; that byte
# alone if the others do not fit it. MAC-LENGTH is that of the MAC in the plaintext: 0 if it comes last. The
# RULE says what fits:
#
#   filled   TLS: each of them has the value n (RFC 5246 section 6.2.3.2)
#   free-16  SSL 3.0: they are at most a block of 16 bytes, of any value (RFC 6101 section 5.2.3.2)
#   none     a stream cipher has no padding
padding() {
  [ "$1" != none ] || return 0
  last=$(bytes "$3" $((${#3} / 2 - 1)) 1)
  count=$((0x${last:-0} + 1))
  start=$((${#3} / 2 - count))
  if [ "$start" -lt "$2" ]; then
    printf '%s' "$last"
    return
  fi
  found=$(bytes "$3" "$start" "$count")
  case $1 in
  filled) [ "$found" = "$(repeated "$last" "$count")" ] || found=$last ;;
  free-*) [ "$count" -le "${1#free-}" ] || found=$last ;;
  esac
  printf '%s' "$found"
}

# content RULE MAC-LENGTH PLAINTEXT: what stands before MAC and padding.
content() {
  end=$(padding "$1" "$2" "$3")
  printf "%.$((${#3} - ${#end} - 2 * $2))s" "$3"
}
