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
names='root intermediate server client not-a-ca stranger-root thief other-client revoked-client
       expired not-yet-valid self-signed stranger bad-signature revoked under-not-a-ca wrong-usage'

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

# certificate NAME ISSUER SERIAL COMMON-NAME SECTION [KEY [NOT-BEFORE NOT-AFTER]]
# ISSUER is the name of another certificate, or NAME itself for a self-signed one;
# SERIAL is hexadecimal with an even number of digits; SECTION is of extensions.cnf; KEY is the
# name of another key than its own.
certificate() {
    name=$1 issuer=$2 serial=$3 common_name=$4 section=$5 own_key=${6:-$1}
    key "$own_key"
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
    openssl req -new -config "$scratch/ca.cnf" -key "$own_key.key" \
        -subj "/O=$organisation/CN=$common_name" -out "$scratch/request"
    if [ "$issuer" = "$name" ]; then
        signer="-selfsign" signing_key=$own_key
    else
        signer="-cert $issuer.pem" signing_key=$issuer
    fi
    # shellcheck disable=SC2086  # $signer is two words on purpose
    openssl ca -batch -notext -config "$scratch/ca.cnf" $signer -keyfile "$signing_key.key" \
        -startdate "${7:-$not_before}" -enddate "${8:-$not_after}" \
        -extfile extensions.cnf -extensions "$section" \
        -in "$scratch/request" -out "$scratch/certificate" 2>"$scratch/log" || {
        cat "$scratch/log" >&2
        exit 1
    }
    published certificate "$name" "$scratch/certificate" >"$name.pem"
}

# published WHAT NAME FILE: what every file begins with, and the file
published() {
    echo "Demonstration $1 of premaster ($2): its private key is published. Worth nothing, never to be trusted."
    cat "$3"
}

# list NAME ISSUER THIS-UPDATE NEXT-UPDATE SERIAL...: a revocation list with those serial numbers
list() {
    name=$1 issuer=$2 this_update=$3 next_update=$4
    shift 4
    cat >"$scratch/crl.cnf" <<CRL
[ca]
default_ca = here
[here]
database = $scratch/index
crlnumber = $scratch/number
default_md = sha256
default_crl_days = 1
[extensions]
authorityKeyIdentifier = keyid:always
CRL
    : >"$scratch/index"
    for serial in "$@"; do
        # status, expiry, since when and why, serial number, file, subject
        printf 'R\t991231235959Z\t200601000000Z,keyCompromise\t%s\tunknown\t/CN=revoked\n' "$serial" >>"$scratch/index"
    done
    echo 01 >"$scratch/number"
    openssl ca -batch -config "$scratch/crl.cnf" -gencrl -crlexts extensions \
        -crl_lastupdate "$this_update" -crl_nextupdate "$next_update" \
        -cert "$issuer.pem" -keyfile "$issuer.key" -out "$scratch/list" 2>"$scratch/log" || {
        cat "$scratch/log" >&2
        exit 1
    }
    published 'revocation list' "$name" "$scratch/list" >"$name.crl"
}

# entry NAME CERTIFICATE...: an entry of the directory, for the subject of NAME.pem
entry() {
    subject=$(openssl x509 -in "$1.pem" -noout -subject -nameopt RFC2253)
    printf '\ndn: %s\nobjectClass: top\nobjectClass: person\nobjectClass: strongAuthenticationUser\n' \
        "${subject#subject=}"
    shift
    for certificate in "$@"; do
        printf 'userCertificate;binary:: %s\n' \
            "$(openssl x509 -in "$certificate.pem" -outform DER | openssl base64 -A)"
    done | fold -w 76 | sed -e 's/^/ /' -e 's/^ userCertificate/userCertificate/'
}

#           name          issuer        serial    common name                            extensions
certificate root          root          5052454D  'Premaster Demonstration Root'         root
certificate intermediate  root          4D415354  'Premaster Demonstration Intermediate' intermediate
certificate server        intermediate  45520001  'shop.example'                         server
certificate client        intermediate  45520007  'client-7'                             client


# What goes wrong: one defect each. The keys are those of the good ones where the story allows it.
key thief
certificate expired        intermediate  45520002  'shop.example' server server 20200101000000Z 20201231235959Z
certificate not-yet-valid  intermediate  45520003  'shop.example' server server 20980101000000Z 20991231235959Z
certificate self-signed    self-signed   45520004  'shop.example' self_signed server
certificate stranger-root  stranger-root 53545241  'Nobody You Know Root' root
certificate stranger       stranger-root 45520005  'shop.example' server server
certificate revoked        intermediate  45520006  'shop.example' server server
certificate wrong-usage    intermediate  45520008  'shop.example' wrong_usage server
certificate not-a-ca       intermediate  4E4F4341  'Premaster Demonstration Shop' not_a_ca
certificate under-not-a-ca not-a-ca      45520009  'shop.example' server server
certificate other-client   intermediate  4552000A  'client-8' client
certificate revoked-client intermediate  4552000B  'client-9' client client

# one bit of the signed part changed after signing: `shop.example` has become `shoq.example`
digits=$(openssl x509 -in server.pem -outform DER | od -An -v -to1 | tr -s ' \n' ' ' |
    sed -e 's/ 163 150 157 160 056/ 163 150 157 161 056/g' -e 's/ \([0-7]\)/\\0\1/g' -e 's/ //g')
printf '%b' "$digits" >"$scratch/changed"
openssl x509 -inform DER -in "$scratch/changed" -out "$scratch/certificate"
published certificate bad-signature "$scratch/certificate" >bad-signature.pem

list root               root         20200101000000Z 20991231235959Z
list intermediate       intermediate 20200101000000Z 20991231235959Z 45520006 4552000B
list stale-intermediate intermediate 20200101000000Z 20201231235959Z

# client-8 is known, but its certificate has been taken out of its entry
{
    echo '# Demonstration directory of premaster: worth nothing, never to be trusted.'
    echo '# Each entry says which certificates its user may use now (RFC 2849, RFC 4523).'
    echo 'version: 1'
    entry client client
    entry other-client
} >directory.ldif

openssl verify -CAfile root.pem -untrusted intermediate.pem \
    -purpose sslserver -verify_hostname shop.example server.pem
openssl verify -CAfile root.pem -untrusted intermediate.pem -purpose sslclient client.pem
