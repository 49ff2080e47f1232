# Broken servers: Postfix and Dovecot as administrators break them, one way a
# line; sourced by prove, which counts them. Lines are as in cases.sh.

misconfigured=()
# broken NAME VERDICT CAUSE@STAGE KEY=VALUE...: todoku must name it.
broken() {
  misconfigured+=("$1")
  expect "$@"
}
# broken_postfix NAME VERDICT CAUSE@STAGE KEY=VALUE...: the listener NAME of conf/broken-postfix.tsv.
broken_postfix() { broken "$1" "$2" "$3" smtp.host=broken.lab.test smtp.port="$(broken_port "$1")" "${@:4}"; }
# broken_dovecot NAME VERDICT CAUSE PROTO SECURITY AUTH LOGIN KEY=VALUE...
broken_dovecot() {
  misconfigured+=("$1")
  mailbox "$@"
}
# worn NAME ...: as broken_postfix, after another client, or this one, has used up what there is.
worn() {
  misconfigured+=("$1")
  later worn_out "$1" "$2" "$3" smtp.host=broken.lab.test smtp.port="$(broken_port "$1")" "${@:4}"
}
worn_out() {
  judge "$@" >/dev/null
  judge "$@" >/dev/null
  judge "$@"
}
# hold ADDRESS PORT TEXT: says TEXT on a connection that stays open until all is judged.
holders=()
hold() {
  ip netns exec "$CLI" bash -c "exec 3<>/dev/tcp/$1/$2 && printf '$3' >&3 && exec cat <&3" >"$dir/held.${#holders[@]}" 2>&1 &
  holders+=($!)
}
# held N TEXT: waits until connection N has been answered so.
held() {
  for _ in $(seq 50); do grep -q "$2" "$dir/held.$1" && break; sleep 0.1; done
}
hold "$N4.17" 110 'USER held@lab.test\r\nPASS held-Pass-1\r\n'
hold "$N4.17" 110 'USER many@lab.test\r\nPASS many-Pass-1\r\n'
hold "$N4.17" 143 'a LOGIN many@lab.test many-Pass-1\r\n'
hold "$N4.24" "$(broken_port count-connections)" ''
hold "$N4.24" "$(broken_port one-process)" ''
held 0 'Logged in'
held 1 'Logged in'
held 2 'a OK'
held 3 220
held 4 220

# First what takes long: Dovecot waits 10 s for the session that holds the mailbox.
broken_dovecot pop3-locked         unknown pop.mailbox-locked@pop3.auth pop3 tls standard held@lab.test receive.timeout=20s

# --- Postfix: certificates and TLS
broken         expired             fail    tls.expired@tls smtp.host=expired.lab.test
broken         wrong-host          fail    tls.name-mismatch@tls smtp.host=wronghost.lab.test
broken         self-signed         fail    tls.self-signed@tls smtp.host=selfsigned.lab.test
broken         no-chain            fail    tls.missing-intermediate@tls smtp.host=nochain.lab.test
broken_postfix cert-future         fail    tls.not-yet-valid@tls
broken_postfix cert-cn-only        fail    tls.name-mismatch@tls
broken_postfix cert-other-ca       fail    tls.untrusted-ca@tls
broken_postfix cert-client-only    fail    tls.untrusted-ca@tls
broken_postfix cert-inter-expired  fail    tls.expired@tls
broken_postfix cert-sha1           fail    tls.untrusted-ca@tls
broken_postfix cert-missing        fail    tls.handshake-failed@tls
broken_postfix key-mismatch        fail    tls.starttls-refused@tls
broken         old-tls             fail    tls.version@tls smtp.host=oldtls.lab.test
broken_postfix protocols-typo      fail    tls.version@tls
broken_postfix ciphers-camellia    fail    tls.handshake-failed@tls
broken_postfix ciphers-rsa         fail    tls.handshake-failed@tls
broken_postfix ciphers-none        fail    tls.handshake-failed@tls
broken_postfix client-cert         fail    tls.client-cert@caps
broken         no-starttls         fail    tls.starttls-missing@tls smtp.host=notls.lab.test
broken_postfix tls-none            fail    tls.starttls-missing@tls
broken_postfix wrapper-missing     fail    tls.needs-starttls@tls smtp.security=tls
broken_postfix wrapper-swapped     fail    tls.needs-implicit@greeting smtp.timeout=2s
broken         plain-on-tls-port   fail    tls.needs-starttls@tls smtp.host=notls.lab.test smtp.port=465 smtp.security=tls

# --- Postfix: signing in
broken         before-starttls     fail    auth.tls-first@mail smtp.port=5880 smtp.security=none smtp.auth.method=none
broken_postfix session-plain       fail    auth.tls-first@rcpt smtp.security=none smtp.allow_plaintext=true
broken_postfix sasl-off            fail    auth.not-offered@auth
broken_postfix sasl-excepted       fail    auth.not-offered@auth
broken_postfix auth-discarded      fail    auth.not-offered@auth
broken         mechanism           fail    auth.mechanism@auth smtp.port=5872 smtp.auth.method=plain
broken_postfix sasl-no-plain       fail    auth.mechanism@auth
broken_postfix sasl-dead           unknown session.unavailable@caps
broken_postfix sasl-options        unknown session.unavailable@caps
broken_postfix sasl-filter         unknown session.unavailable@caps
broken_postfix sasl-cyrus          unknown auth.temporary@auth
broken         not-signed-in       fail    auth.missing@rcpt smtp.host=closed.lab.test smtp.auth.method=none
broken_postfix access-reject       fail    auth.missing@rcpt smtp.auth.method=none
broken_postfix rcpt-reject         fail    auth.missing@rcpt smtp.auth.method=none
broken_postfix postscreen          fail    auth.not-offered@auth

# --- Postfix: whom it takes mail from, and for whom
broken         list                fail    env.blocklisted@rcpt smtp.host=strict.lab.test
broken_postfix postscreen-list     fail    env.blocklisted@rcpt smtp.auth.method=none
broken_postfix client-reject       fail    env.blocklisted@rcpt
broken_postfix client-early        fail    env.blocklisted@greeting
broken         no-ptr              fail    env.no-ptr@rcpt smtp.host=strict.lab.test smtp.port=588
broken_postfix client-unknown      fail    env.no-ptr@rcpt
broken_postfix helo-fqdn           fail    session.helo-rejected@rcpt smtp.helo=localhost
broken_postfix helo-early          fail    session.helo-rejected@caps smtp.helo=localhost
broken         sender-not-owned    fail    env.sender-not-owned@rcpt sender.address=ceo@lab.test
broken_postfix sender-unlisted     fail    env.sender-not-owned@rcpt sender.address=nosuch@lab.test
broken_postfix sender-domain       fail    env.sender-domain-bad@rcpt sender.address=alice@nosuch.test
broken         relay-denied        fail    env.relay-denied@rcpt smtp.auth.method=none sender.address=me@outside.test rcpt=someone@outside.test
broken_postfix relay-no-sasl       fail    env.relay-denied@rcpt rcpt=someone@outside.test
broken_postfix relay-defer         fail    env.relay-denied@rcpt rcpt=someone@outside.test
broken_postfix rcpt-domain         fail    dns.no-mail-route@rcpt rcpt=someone@nosuch.test
broken_postfix rcpt-unverified     fail    env.recipient-unknown@rcpt rcpt=nosuch@lab.test
broken         greylisted          unknown env.greylisted@rcpt rcpt=grey@lab.test

# --- Postfix: out of order, full, or too strict with how often
broken         busy                unknown session.too-many-connections@greeting smtp.host=busy.lab.test
broken         closing             unknown session.too-many-connections@rcpt rcpt=closing@lab.test
broken         no-greeting         fail    net.no-banner@greeting smtp.host=tarpit.lab.test smtp.timeout=2s
broken_postfix relay-none          fail    net.no-banner@greeting smtp.timeout=2s
broken_postfix one-process         fail    net.no-banner@greeting smtp.timeout=2s
broken_postfix proxy-protocol      unknown session.unavailable@greeting
broken_postfix client-defer        unknown session.unavailable@rcpt
broken_postfix relay-typo          unknown session.unavailable@rcpt
broken_postfix rcpt-maps           unknown session.unavailable@rcpt
broken_postfix access-maps         unknown session.unavailable@rcpt
broken_postfix access-type         unknown session.unavailable@rcpt
broken_postfix policy-dead         unknown session.unavailable@rcpt
broken_postfix milter-dead         unknown session.unavailable@tls
broken_postfix milter-dead-tls     unknown auth.temporary@auth smtp.security=tls
broken_postfix login-maps          unknown session.unavailable@rcpt
broken_postfix proxy-dead          unknown session.unavailable@rcpt
broken_postfix cleanup-maps        unknown session.unavailable@data send=bob@lab.test
broken_postfix queue-full          fail    data.storage@mail
broken         too-large           fail    data.too-large@data smtp.port=5882 send=bob@lab.test
broken_postfix headers-reject      unknown data.content-rejected@data send=bob@lab.test
broken_postfix body-reject         unknown data.content-rejected@data send=bob@lab.test
broken_postfix end-reject          unknown data.content-rejected@data send=bob@lab.test
broken_postfix count-connections   unknown session.too-many-connections@greeting
worn           rate-connections    unknown session.too-many-connections@greeting
worn           rate-tls            unknown session.too-many-connections@tls
worn           rate-auth           unknown auth.rate-limited@auth
worn           rate-mail           fail    env.quota@mail
worn           rate-rcpt           fail    env.quota@rcpt

# --- Dovecot, by POP3 and IMAP
for proto in pop3 imap; do
  broken_dovecot $proto-no-tls       fail    auth.tls-first@$proto.auth $proto none standard alice@lab.test smtp.allow_plaintext=true
  broken_dovecot $proto-no-starttls  fail    tls.starttls-missing@$proto.tls $proto starttls standard alice@lab.test receive.host=notls.lab.test
  broken_dovecot $proto-expired      fail    tls.expired@$proto.tls $proto tls standard alice@lab.test receive.host=expired.lab.test
  broken_dovecot $proto-self-signed  fail    tls.self-signed@$proto.tls $proto starttls standard alice@lab.test receive.host=selfsigned.lab.test
  broken_dovecot $proto-bad-key      fail    tls.starttls-refused@$proto.tls $proto starttls standard alice@lab.test receive.host=badkey.lab.test
  broken_dovecot $proto-ciphers      fail    tls.handshake-failed@$proto.tls $proto tls standard alice@lab.test receive.host=ciphers.lab.test
  ports=pop3:1110/pop3s:1995/imap:1143/imaps:1993/
  port=${ports##*$proto:} port_tls=${ports##*${proto}s:}
  broken_dovecot $proto-swapped      fail    tls.needs-implicit@$proto.greeting $proto starttls standard alice@lab.test receive.host=broken.lab.test "receive.port=${port%%/*}" receive.timeout=2s
  broken_dovecot $proto-swapped-tls  fail    tls.needs-starttls@$proto.tls $proto tls standard alice@lab.test receive.host=broken.lab.test "receive.port=${port_tls%%/*}"
  broken_dovecot $proto-mechanism    fail    auth.mechanism@$proto.auth $proto tls standard alice@lab.test receive.host=broken.lab.test
  broken_dovecot $proto-suspended    fail    auth.account-blocked@$proto.auth $proto tls standard shut@lab.test
  broken_dovecot $proto-passdb-dead  unknown auth.temporary@$proto.auth $proto tls standard down@lab.test
  broken_dovecot $proto-proxy-dead   unknown auth.temporary@$proto.auth $proto tls standard proxied@lab.test
  broken_dovecot $proto-no-mailbox   unknown session.unavailable@$proto.mailbox $proto tls standard box@lab.test
  broken_dovecot $proto-crowded      unknown session.too-many-connections@$proto.auth $proto tls standard many@lab.test receive.host=crowded.lab.test
done
broken_dovecot imap-reason         fail    auth.account-blocked@imap.auth imap tls standard due@lab.test
broken_dovecot imap-uid            unknown session.unavailable@imap.mailbox imap tls standard uid@lab.test
broken_dovecot pop3-uid            unknown auth.temporary@pop3.auth pop3 tls standard uid@lab.test
broken_dovecot pop3-plugin         unknown auth.temporary@pop3.auth pop3 tls cram-md5 alice@lab.test receive.host=broken.lab.test
collect
kill "${holders[@]}"

# named: all that is broken on purpose was named, and that is much.
named() {
  local name ok=0
  for name in "${misconfigured[@]}"; do
    if grep -qx "ok $name" "$dir/results"; then ok=$((ok + 1)); else echo "not named: $name"; fi
  done
  echo "$ok of ${#misconfigured[@]}"
  [ "$ok" -ge 20 ] && [ "$ok" = "${#misconfigured[@]}" ]
}
