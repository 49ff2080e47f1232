# POP before SMTP: Dovecot notes who has signed in, Postfix asks; sourced by
# prove. Lines are as in cases.sh.

window() { sqlite3 -cmd '.timeout 2000' "$LAB/pop/window.db" "$1"; }
keys=(smtp.host=pbs.lab.test smtp.auth.method=pop-before-smtp pop_before_smtp.host=pbs.lab.test pop_before_smtp.port=995
  pop_before_smtp.security=tls pop_before_smtp.username=alice@lab.test pop_before_smtp.password=alice@lab.test.secret
  pop_before_smtp.wait=0s rcpt=someone@outside.test)
# popbefore NAME VERDICT CAUSE KEY=VALUE...: nobody has signed in before.
popbefore() {
  window 'DELETE FROM seen'
  expect "$1" "$2" "$3" "${keys[@]}" "${@:4}"
}
# before NAME JQ: what the last report of NAME says of the time after the login.
before() { in_report "$1" ".stages[] | select(.id == \"smtp.rcpt\").detail.window | $2"; }

popbefore pop-before        pass -
popbefore pop-before-stls   pass - pop_before_smtp.port=110 pop_before_smtp.security=starttls
popbefore pop-before-apop   pass - pop_before_smtp.apop=true
popbefore pop-before-ipv4   pass - smtp.host=pbs4.lab.test pop_before_smtp.host=pbs4.lab.test
popbefore pop-before-ipv6   pass - smtp.host=pbs6.lab.test pop_before_smtp.host=pbs6.lab.test
popbefore pop-before-inside pass - rcpt=bob@lab.test
popbefore pop-before-wrong  fail auth.bad-credentials@pop3.auth pop_before_smtp.password=wrong.secret
popbefore pop-before-shut   fail auth.account-blocked@pop3.auth pop_before_smtp.username=shut@lab.test pop_before_smtp.password=shut@lab.test.secret
popbefore pop-late          fail pop.wait-short@rcpt smtp.port=588
popbefore pop-late-enough   pass - smtp.port=588 pop_before_smtp.wait=2s
popbefore pop-never         fail pop.no-effect@rcpt smtp.port=590 pop_before_smtp.wait=3s
popbefore pop-open          pass - smtp.host=notls.lab.test smtp.port=588 smtp.security=none
# Signed in over IPv4: a program that goes out over IPv6 is not known.
popbefore pop-other-family  warn pop.other-address@rcpt pop_before_smtp.host=pbs4.lab.test
popbefore pop-other-only    fail pop.other-address@rcpt pop_before_smtp.host=pbs4.lab.test smtp.host=pbs6.lab.test

if [ "$only" = "  " ]; then
  # One address family: who has signed in by the other one is a stranger.
  popbefore pop-brief       pass - smtp.port=589 smtp.host=pbs4.lab.test pop_before_smtp.host=pbs4.lab.test
  holds pop-needed          "the same recipient was refused before the login" before pop-before .needed
  holds pop-unknown         "with a recipient of its own domain that stays unknown" before pop-before-inside '.needed == null'
  holds pop-measured        "the shortest wait that works is measured: 2 s" before pop-late '.shortest_ms == 2000'
  holds pop-not-needed      "who may relay anyway needs no login" before pop-open '.needed == false'
  again() { todoku check --json --rcpt someone@outside.test pop-brief >"$dir/out/again.json" </dev/null && before again ".needed == $1"; }
  passed_by() { while [ "$(window "SELECT (julianday('now') - max(at)) * 86400 < 3.1 FROM seen")" = 1 ]; do sleep 0.1; done; }
  window "UPDATE seen SET at = julianday('now')"
  holds pop-window          "while the window is open, sending needs no other login" again false
  passed_by
  holds pop-expired         "when it has closed, sending is refused again without one" again true
  logins() { grep -c 'pop3-login: Info: Login: user=<alice@lab.test>' "$LAB/log/dovecot.log"; }
  logged=$(logins)
  once() { again true; [ $(($(logins) - logged)) = 1 ]; }
  passed_by
  holds pop-once            "all that takes one login" once
fi
