if [ "$count_impossible" -gt 0 ]; then
  impossible=", $count_impossible not reproducible here"
else
  impossible=
fi
say '\n%s\n' "$count_reproduced values reproduced, $count_differing differ$impossible"
if [ -n "$unsaid" ]; then
  printf '%s\n' 'the lines could not all be written' >&2
  exit 2
fi
[ "$count_differing" -eq 0 ]
