# This run is encrypted with RC4, which some builds of openssl lack.
if [ -z "$(rc4 00000000000000000000000000000000 0 00 2>/dev/null)" ]; then
  printf '%s\n' 'this openssl has no RC4: its legacy provider is missing' >&2
  exit 3
fi
