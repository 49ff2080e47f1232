# Finding the servers of an address, and what DNS says of the sender's domain;
# sourced by prove.

# finds NAME ADDRESS EXIT SERVER... [-- OPTION...]: todoku discover ends so, and
# lists these servers, no other, in this order. SERVER is
# SERVICE:HOST:PORT:SOURCE:VERDICT, with "+SOURCE" for whoever says the same.
finds() {
  local name=$1 address=$2 wanted=$3 code=0 got servers=()
  [ "$only" = "  " ] || case $only in *" $name "*) ;; *) return 0 ;; esac
  shift 3
  while [ $# -gt 0 ] && [ "$1" != -- ]; do servers+=("$1"); shift; done
  [ $# -eq 0 ] || shift
  todoku discover "$address" --json "$@" >"$dir/out/$name.json" 2>"$dir/out/$name.err" </dev/null || code=$?
  got=$(jq -r '.candidates[] | [.service, .host, .port, ([.source] + .also | join("+")), .verdict] | join(":")' "$dir/out/$name.json")
  if [ "$got" = "$(printf '%s\n' "${servers[@]}")" ] && [ "$code" = "$wanted" ]; then
    result ok "$name" "${#servers[@]} found, exit $code, $(jq .took_ms "$dir/out/$name.json") ms"
  else
    result FAIL "$name" "exit $code: $(tr '\n' ' ' <<<"$got") $(head -1 "$dir/out/$name.err")"
  fi
}

both=autoconfig+srv
finds discover          alice@lab.test 0 submission:mail.lab.test:465:$both:pass submission:mail.lab.test:587:$both:pass \
  imap:mail.lab.test:993:$both:pass pop3:mail.lab.test:995:$both:pass
finds discover-srv      alice@srv.test 0 submission:mail.lab.test:465:srv:pass imap:mail.lab.test:993:srv:pass
finds discover-mx       alice@mx.test 0 submission:mail.lab.test:465:mx-autoconfig:pass submission:mail.lab.test:587:mx-autoconfig:pass \
  imap:mail.lab.test:993:mx-autoconfig:pass pop3:mail.lab.test:995:mx-autoconfig:pass
finds discover-list     alice@known.test 0 submission:mail.lab.test:587:ispdb:pass imap:mail.lab.test:143:ispdb:pass
finds discover-disagree alice@disagree.test 0 submission:mail.lab.test:587:srv:pass submission:refused.lab.test:465:autoconfig:fail imap:expired.lab.test:993:autoconfig:warn
finds discover-guess    alice@guess.test 0 submission:mail.guess.test:465:guess:pass submission:mail.guess.test:587:guess:pass \
  submission:mail.guess.test:25:guess:warn imap:mail.guess.test:993:guess:pass imap:mail.guess.test:143:guess:pass \
  pop3:mail.guess.test:995:guess:pass pop3:mail.guess.test:110:guess:pass
finds discover-provider alice@provider.test 2 submission:smtp.gmail.com:465:mx:fail submission:smtp.gmail.com:587:mx:fail \
  imap:imap.gmail.com:993:mx:fail pop3:pop.gmail.com:995:mx:fail
finds discover-plain    alice@plain.test 3
finds discover-http     alice@plain.test 0 submission:mail.lab.test:465:autoconfig-http:pass -- --http
finds discover-nothing  alice@nothing.test 2
finds discover-nowhere  alice@nosuch.test 2
finds discover-servfail alice@servfail.test 3
finds discover-offline  alice@lab.test 2 -- --offline
if [ "$only" = "  " ]; then
  state() { in_report "$1" ".sources | map({(.source): (.state + \":\" + .reason)}) | add | .[\"$2\"] == \"$3\""; }
  elsewhere() { in_report "$1" "[.candidates[].foreign] | unique == [$2]"; }
  holds discover-own      "servers of the domain itself are none of others" elsewhere discover false
  holds discover-foreign  "those of another are marked: a password needs consent" elsewhere discover-srv true
  holds discover-conflict "two sources that disagree are told apart" in_report discover-disagree '[.conflicts[] | .about, .a[], .b[]] == ["host", "autoconfig", "srv"]'
  holds discover-unknown  "a mail exchanger that nobody knows is no provider's" state discover mx nothing:unknown
  holds discover-no-mx    "that there is no mail exchanger is told" state discover-nothing mx nothing:no_mx
  holds discover-consent  "nobody is asked without encryption, unless it is allowed" state discover-plain autoconfig-http skipped:consent
  holds discover-dns      "a name server that fails is not an answer" state discover-servfail srv failed:dns
  # The web server hears of domains only, never of the address.
  private() { grep -q known.test "$LAB/log/web.log" && ! grep -i alice "$LAB/log/web.log"; }
  holds discover-private  "no address goes out, only its domain" private
fi

# --- the sender's domain
expect domain             pass - domain=true
expect domain-other-relay fail domain.spf-lacks-relay@domain.spf domain=true smtp.host=pbs.lab.test smtp.auth.method=none until=tls
expect domain-bare        warn -any domain=true until=auth sender.address=me@mx.test
expect domain-none        fail -any domain=true until=auth sender.address=me@nosuch.test
expect domain-servfail    unknown domain.dns-failed@domain.spf domain=true until=auth sender.address=me@servfail.test
if [ "$only" = "  " ]; then
  domain() { in_report "$1" '[.stages[] | select(.id | startswith("domain.")) | .verdict] == ['"$2]"; }
  holds domain-told "SPF, DMARC and MX of lab.test are good" domain domain '"pass", "pass", "pass"'
  holds domain-lacks "mx.test publishes neither SPF nor DMARC" in_report domain-bare '[.findings[].cause] == ["domain.spf-missing", "domain.dmarc-missing"]'
fi
