if [ "$count_impossible" -gt 0 ]; then
  impossible=", $count_impossible not reproducible here"
else
  impossible=
fi
printf '\n%s\n' "$count_reproduced values reproduced, $count_differing differ$impossible"
[ "$count_differing" -eq 0 ]
