# Signing in with a token instead of a password; sourced by prove.

grant=$dir/grant # tokens and logins: not in out, where no secret may be
mkdir -p "$grant"
scopes='["openid", "offline_access", "mail"]'
# token_profile NAME CLIENT KEY=VALUE...: alice's, with the port that takes tokens.
token_profile() {
  local name=$1 client=$2
  shift 2
  (umask 077 && profile "$name" smtp.port=5877 smtp.auth.method=xoauth2 oauth.issuer=https://oidc.lab.test \
    oauth.client_id="$client" oauth.flow=device oauth.scopes="$scopes" "$@" >"$config/$name.toml")
}
# quit JOB: ends a todoku in the background: the shell's job is only its parent.
quit() { local pid; pid=$(ps -o pid= --ppid "$1") && kill $pid; }
# sign_in NAME LOGIN [deny]: todoku shows the code, node plays the person who opens the address.
sign_in() {
  local events=$dir/out/login-$1.json login rc=0 i
  todoku login "$1" --flow device --json >"$events" 2>"$dir/out/login-$1.err" </dev/null &
  login=$!
  for i in $(seq 100); do grep -q '"event":"code"' "$events" && break; sleep 0.1; done
  cli env NODE_EXTRA_CA_CERTS="$LAB/pki/ca.pem" node "$LAB/oidc/approve.mjs" \
    "$(jq -r 'select(.event == "code").verification_uri_complete' "$events")" "$2" ${3:-} || { quit "$login"; rc=1; }
  wait "$login" || rc=$?
  cat "$events" "$dir/out/login-$1.err"
  return $rc
}
# token NAME: one line, kept in grant/NAME, and nothing on stderr.
token() {
  todoku token "$1" >"$grant/$1" 2>"$dir/out/token.err" </dev/null || { cat "$dir/out/token.err"; return 1; }
  [ "$(wc -l <"$grant/$1")" = 1 ] && [ "$(wc -c <"$grant/$1")" -gt 20 ] && [ ! -s "$dir/out/token.err" ]
}
# blames CAUSE PROFILE: the check fails, and that is the first finding.
blames() {
  local found
  if todoku check --json "$2" >"$dir/out/$2.json" 2>&1 </dev/null; then echo "passed"; return 1; fi
  found=$(jq -r '.findings[0].cause' "$dir/out/$2.json")
  [ "$found" = "$1" ] || { echo "$found: $(said "$2")"; return 1; }
}

# --- a person
token_profile person wizard
holds oauth-none "before the sign-in the check says so" blames oauth.sign-in-needed person
holds oauth-no-token "and there is no token" refuses token person
declined() { sign_in person alice@lab.test deny; grep -q '"cause":"oauth.declined"' "$dir/out/login-person.json"; }
holds oauth-declined "who says no in the browser is not signed in" declined
holds oauth-login "device login, approved in the browser" sign_in person alice@lab.test
holds oauth-token "token prints a token" token person
token_mode() { [ "$(stat -c %a "$config/state/tokens/person.json")" = 600 ]; }
holds oauth-mode "it is kept in a file of 0600" token_mode
holds oauth-check "check passes with XOAUTH2" todoku check person
bearer() { token_profile person wizard smtp.auth.method=oauthbearer && todoku check person && token_profile person wizard; }
holds oauth-bearer "and with OAUTHBEARER" bearer
not_offered() { token_profile person wizard smtp.port=587 && blames auth.mechanism person && token_profile person wizard; }
holds oauth-elsewhere "a server that takes no tokens is named" not_offered
holds oauth-send "a trial mail arrives" send_and_read bob@lab.test lab.test/bob person
other_mailbox() { token_profile person wizard smtp.auth.username=bob@lab.test sender.address=bob@lab.test && blames auth.token-rejected person && token_profile person wizard; }
holds oauth-other "the token of another mailbox is refused" other_mailbox

# --- mailboxes with the same token; the sending server takes it too
token_box() { # PROTO AUTH KEY=VALUE...
  local keys
  box "$1" tls "$2" alice@lab.test
  token_profile person wizard "${keys[@]:1:5}" "${@:3}" && sed -i /^receive.password/d "$config/person.toml"
}
opens() { token_box "$@" && todoku check person --until mailbox --json >"$dir/out/person.json" && in_report person "[.stages[] | select(.id == \"$1.mailbox\").verdict] == [\"pass\"]"; }
strange() { token_box "$1" "$2" receive.username=bob@lab.test && blames auth.token-rejected person; }
for proto in pop3 imap; do
  for auth in xoauth2 oauthbearer; do
    holds oauth-$proto-$auth "${proto^^} opens with ${auth^^}" opens $proto $auth
    holds oauth-$proto-$auth-bob "but not another's mailbox" strange $proto $auth
  done
done
arrives() { token_box "$1" xoauth2 && todoku check person --arrive --within 15s --json >"$dir/out/person.json" && in_report person '[.stages[] | select(.id == "arrive").verdict] == ["pass"]'; }
holds oauth-arrive "a trial mail is seen to arrive, by IMAP with the token" arrives imap
holds oauth-arrive-pop3 "and by POP3" arrives pop3
token_profile person wizard

# --- another program with the same token
msmtp_sends() {
  cat >"$dir/msmtprc" <<RC
account default
host mail.lab.test
port 5877
tls on
tls_starttls on
tls_trust_file $LAB/pki/ca.pem
auth xoauth2
user alice@lab.test
passwordeval "$TODOKU --config $config token person"
from alice@lab.test
RC
  chmod 600 "$dir/msmtprc"
  "$HERE/mail" clear
  printf 'Subject: by msmtp\n\nhello\n' | cli env -i PATH="$PATH" HOME="$dir" LANG=C.UTF-8 SSL_CERT_FILE="$LAB/pki/ca.pem" \
    timeout 60 msmtp -C "$dir/msmtprc" bob@lab.test && "$HERE/mail" wait lab.test/bob 'by msmtp' >"$delivered"
}
holds oauth-msmtp "msmtp sends with what token prints" msmtp_sends

# --- renewal: each refresh token is good for one use, and using it twice ends the grant
renewals() { grep -c "$N4.2 POST /token 200" "$LAB/log/oidc.log"; }
# lapse NAME: its token seems to be at its end.
lapse() {
  local file=$config/state/tokens/$1.json held
  held=$(jq '.expiry = "2020-01-01T00:00:00Z"' "$file") && printf '%s\n' "$held" >"$file"
}
renewed() {
  local i
  for i in 1 2 3; do lapse person && token person && cp "$grant/person" "$grant/renewed.$i" || return 1; done
  [ "$(sort -u "$grant"/renewed.? | wc -l)" = 3 ] || { echo "not renewed"; return 1; }
  todoku check person
}
holds oauth-renewed "the token is renewed time after time" renewed
at_once() {
  local i before pids=()
  before=$(renewals)
  lapse person || return 1
  for i in 1 2 3 4; do todoku token person >"$grant/at-once.$i" </dev/null & pids+=($!); done
  for i in "${pids[@]}"; do wait "$i" || return 1; done
  [ $(($(renewals) - before)) = 1 ] || { echo "$(($(renewals) - before)) renewals"; return 1; }
  todoku check person
}
holds oauth-at-once "four at once make one renewal" at_once

# --- an application by itself
secret svc.secret svc-client-secret
app() { token_profile "$1" svc oauth.flow=app-only oauth.scopes='["mail"]' oauth.client_secret="$2" smtp.auth.username=svc@lab.test sender.address=svc@lab.test; }
app app svc.secret
app app-wrong wrong.secret
holds oauth-app "an application needs nobody to sign in" todoku check app
holds oauth-app-token "token prints its token" token app
holds oauth-app-send "its trial mail arrives" send_and_read bob@lab.test lab.test/bob app
holds oauth-app-wrong "a wrong client secret is named" blames oauth.secret-wrong app-wrong

. "$HERE/browser.sh"

# --- what was said
tokens_hidden() {
  local kept
  ! grep -rlFe svc-client-secret -e web-client-secret "$dir/out" "$config"/*.toml || return 1
  for kept in "$grant"/*; do ! grep -rlFf "$kept" "$dir/out" "$config"/*.toml || { echo "$kept"; return 1; }; done
}
holds oauth-hidden "no report or profile holds a token" tokens_hidden
