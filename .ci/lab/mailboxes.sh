# The receiving half: what todoku must say of each mailbox; sourced by prove.
# Lines are as in cases.sh.

# box PROTO SECURITY AUTH LOGIN: the keys of a receiving mailbox.
box() {
  local ports=pop3:starttls:110/pop3:tls:995/pop3:none:110/imap:starttls:143/imap:tls:993/imap:none:143 port
  port=${ports##*"$1:$2:"}
  keys=(until=mailbox "receive.protocol=$1" receive.host=mail.lab.test "receive.port=${port%%/*}" "receive.security=$2" "receive.auth=$3"
    "receive.username=$4" "receive.password=$4.secret")
}
# mailbox NAME VERDICT CAUSE PROTO SECURITY AUTH LOGIN KEY=VALUE...: a check of the sign-in and of opening it.
mailbox() {
  local name=$1 verdict=$2 cause=$3 keys
  box "${@:4:4}"
  expect "$name" "$verdict" "$cause" "${keys[@]}" "${@:8}"
}
# --- both protocols, both kinds of TLS, every mechanism
for proto in pop3 imap; do
  for security in starttls tls; do
    mailbox $proto-$security pass - $proto $security standard alice@lab.test
  done
  for auth in standard plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256; do
    mailbox $proto-$auth        pass - $proto tls $auth quote@lab.test
    mailbox $proto-$auth-utf8   pass - $proto tls $auth utf8@lab.test
    mailbox $proto-$auth-wrong  fail auth.bad-credentials@$proto.auth $proto tls $auth alice@lab.test receive.password=wrong.secret
  done
  mailbox $proto-own-user     pass - $proto tls standard carol
  mailbox $proto-clear        warn -any $proto none standard alice@lab.test receive.host=notls.lab.test smtp.allow_plaintext=true
  mailbox $proto-no-consent   fail auth.plaintext-refused@$proto.auth $proto none standard alice@lab.test receive.host=notls.lab.test
  mailbox $proto-refused      fail net.refused@$proto.connect $proto tls standard alice@lab.test receive.host=closed.lab.test
  mailbox $proto-no-token     fail oauth.sign-in-needed@$proto.auth $proto tls xoauth2 alice@lab.test oauth.issuer=https://oidc.lab.test oauth.client_id=wizard oauth.flow=device
done
mailbox pop3-apop             pass - pop3 tls apop quote@lab.test
mailbox pop3-apop-utf8        pass - pop3 tls apop utf8@lab.test
mailbox pop3-apop-stls        pass - pop3 starttls apop quote@lab.test
mailbox pop3-apop-wrong       fail auth.bad-credentials@pop3.auth pop3 tls apop alice@lab.test receive.password=wrong.secret
mailbox pop3-apop-clear       warn pop.apop-weak@pop3.auth pop3 none apop alice@lab.test receive.host=notls.lab.test

collect

if [ "$only" = "  " ]; then
  # Dovecot itself says which mechanism it was; APOP and USER/PASS have names of their own there.
  by() { grep -q "$1-login: Info: Login: user=<quote@lab.test>, method=$2, .*TLS" "$LAB/log/dovecot.log" || { echo "$1 $2"; return 1; }; }
  by_all() {
    local m
    for m in PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256; do by pop3 $m && by imap $m || return 1; done
    by pop3 APOP
  }
  holds mailbox-mechanisms "each mechanism is the one that Dovecot saw" by_all
fi
