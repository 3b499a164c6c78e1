#!/bin/sh
# Makes the demonstration PKI of premaster: needs a POSIX shell and openssl 3.
#
#   sh certs/make.sh          make what is missing, and every certificate again
#   sh certs/make.sh anew     throw the keys away first: another PKI altogether
#
# Keys are kept between runs, dates and serial numbers are fixed, and PKCS#1 v1.5
# signatures are deterministic: so a second run writes the same bytes, and a
# certificate added here leaves the others as they were.
#
# To add a certificate: a line at the end of this file, and a section in
# extensions.cnf when none of those there fits.
set -eu
umask 022
cd "$(dirname "$0")"

not_before=20200101000000Z
not_after=20991231235959Z
organisation='Premaster Demonstration'
names='root intermediate server client'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ "${1-}" = anew ]; then
    for name in $names; do rm -f "$name.key" "$name.pem"; done
fi

# key NAME: a new RSA-2048 key in PKCS#8 PEM, unless there is one
key() {
    [ -s "$1.key" ] && return
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$scratch/key"
    {
        echo "Demonstration private key of premaster ($1): published, worth nothing, never to be trusted."
        cat "$scratch/key"
    } >"$1.key"
}

# certificate NAME ISSUER SERIAL COMMON-NAME SECTION
# ISSUER is the name of another certificate, or NAME itself for a self-signed one;
# SERIAL is hexadecimal with an even number of digits; SECTION is of extensions.cnf.
certificate() {
    name=$1 issuer=$2 serial=$3 common_name=$4 section=$5
    key "$name"
    # openssl 3.0's `x509` and `req` cannot set a start date; `ca` can, and wants a database
    cat >"$scratch/ca.cnf" <<CA
[ca]
default_ca = here
[here]
database = $scratch/index
serial = $scratch/serial
new_certs_dir = $scratch
default_md = sha256
policy = anything
preserve = yes
unique_subject = no
email_in_dn = no
[anything]
organizationName = supplied
commonName = supplied
[req]
distinguished_name = empty
[empty]
CA
    : >"$scratch/index"
    echo "$serial" >"$scratch/serial"
    openssl req -new -config "$scratch/ca.cnf" -key "$name.key" \
        -subj "/O=$organisation/CN=$common_name" -out "$scratch/request"
    if [ "$issuer" = "$name" ]; then
        signer="-selfsign"
    else
        signer="-cert $issuer.pem"
    fi
    # shellcheck disable=SC2086  # $signer is two words on purpose
    openssl ca -batch -notext -config "$scratch/ca.cnf" $signer -keyfile "$issuer.key" \
        -startdate "$not_before" -enddate "$not_after" \
        -extfile extensions.cnf -extensions "$section" \
        -in "$scratch/request" -out "$scratch/certificate" 2>"$scratch/log" || {
        cat "$scratch/log" >&2
        exit 1
    }
    {
        echo "Demonstration certificate of premaster ($name): its private key is published. Worth nothing, never to be trusted."
        cat "$scratch/certificate"
    } >"$name.pem"
}

#           name          issuer        serial    common name                            extensions
certificate root          root          5052454D  'Premaster Demonstration Root'         root
certificate intermediate  root          4D415354  'Premaster Demonstration Intermediate' intermediate
certificate server        intermediate  45520001  'shop.example'                         server
certificate client        intermediate  45520007  'client-7'                             client

openssl verify -CAfile root.pem -untrusted intermediate.pem \
    -purpose sslserver -verify_hostname shop.example server.pem
openssl verify -CAfile root.pem -untrusted intermediate.pem -purpose sslclient client.pem
