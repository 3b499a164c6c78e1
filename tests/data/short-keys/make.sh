#!/bin/sh
# Makes a PKI with keys of 512 bits: needs a POSIX shell and openssl 3. The dates are fixed, the keys are new.
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# certificate NAME EXTENSION…: a key and a certificate, signed by the root
certificate() {
    name=$1
    shift
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:512 -out "$name.key"
    printf '%s\n' '[extensions]' "$@" >"$scratch/extensions"
    cat >"$scratch/ca.cnf" <<CA
[ca]
default_ca = here
[here]
database = $scratch/index
serial = $scratch/serial
new_certs_dir = $scratch
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[req]
distinguished_name = empty
[empty]
CA
    : >"$scratch/index"
    openssl rand -hex 4 >"$scratch/serial"
    openssl req -new -config "$scratch/ca.cnf" -key "$name.key" -subj "/CN=$name" -out "$scratch/request"
    if [ "$name" = root ]; then signer=-selfsign; else signer='-cert root.pem'; fi
    # shellcheck disable=SC2086  # $signer is two words on purpose
    openssl ca -batch -notext -config "$scratch/ca.cnf" $signer -keyfile root.key \
        -startdate 20200101000000Z -enddate 20991231235959Z -extfile "$scratch/extensions" \
        -extensions extensions -in "$scratch/request" -out "$name.pem" 2>/dev/null
}

certificate root 'basicConstraints = critical, CA:true' 'keyUsage = critical, keyCertSign'
certificate server 'extendedKeyUsage = serverAuth' 'subjectAltName = DNS:shop.example'
certificate client 'extendedKeyUsage = clientAuth'
rm root.key
