# Signing in with a browser that is led back to todoku (authorization code and
# PKCE); sourced by oauth.sh.

by_browser() { # NAME KEY=VALUE...
  token_profile "$1" wizard oauth.flow=loopback "${@:2}"
}
# begin NAME: a login that shows its link, and takes what is written to descriptor 7 as pasted.
begin() {
  local i
  events=$dir/out/browser-$1.json link=""
  mkfifo -m 600 "$grant/pasted" || return 1
  todoku login "$1" --flow loopback --json >"$events" 2>"$events.err" <"$grant/pasted" &
  login=$!
  exec 7>"$grant/pasted"
  rm "$grant/pasted"
  for i in $(seq 100); do
    link=$(jq -r 'select(.event == "link").url' "$events")
    [ -z "$link" ] || return 0
    sleep 0.1
  done
  end
  return 1
}
# browser LOGIN [deny|stay]: the person at the link; what the last page says.
browser() { cli env NODE_EXTRA_CA_CERTS="$LAB/pki/ca.pem" node "$LAB/oidc/approve.mjs" "$link" "$@" 7>&-; }
# end: what the login came to; one that still waits is ended.
end() {
  local rc=0 i
  for i in $(seq 50); do kill -0 "$login" 2>/dev/null || break; sleep 0.1; done
  ! quit "$login" || echo "still waiting"
  wait "$login" || rc=$?
  exec 7>&-
  cat "$events" "$events.err"
  return $rc
}
told() { jq -r "$1" "$events" | grep -qxF -- "$2"; } # FILTER LINE

# --- the browser reaches this machine
met() { begin "$1" && browser "${@:2}"; end; }
by_browser back
asked() { grep -c "$N4.2 GET $1 200" "$LAB/log/oidc.log"; }
discovered() {
  local before
  before=$(asked /.well-known/openid-configuration)
  met back alice@lab.test || return 1
  [ "$(asked /.well-known/openid-configuration)" -gt "$before" ] && ! grep -q _url "$config/back.toml"
}
holds browser-login "login with a browser, the endpoints by OpenID discovery" discovered
pkce() { local q; for q in code_challenge=. code_challenge_method=S256 state=. redirect_uri=http%3A%2F%2F127.0.0.1%3A; do [[ $link =~ $q ]] || { echo "no $q"; return 1; }; done; }
holds browser-pkce "its link has PKCE, a state and a loopback address" pkce
holds browser-token "token prints a token" token back
holds browser-send "XOAUTH2 with it: a trial mail arrives" send_and_read bob@lab.test lab.test/bob back

# --- it does not: the address that it was led to is pasted
pasted() {
  local to
  begin away && to=$(browser alice@lab.test stay) || { end; return 1; }
  printf '%s\n' "$link" "${to/state=/state=x}" "$to" >&7
  end && told 'select(.event == "note").note' paste-is-link && told 'select(.event == "note").note' wrong-state
}
by_browser away smtp.auth.method=oauthbearer
holds browser-pasted "pasted; neither the link nor another state ends it" pasted
holds browser-bearer "OAUTHBEARER with it: a trial mail arrives" send_and_read bob@lab.test lab.test/bob away

# --- a mailbox that people share, by the sign-in of one of them
by_browser shared oauth.account=alice@lab.test smtp.auth.username=sales@lab.test sender.address=sales@lab.test \
  oauth.scopes='["openid", "offline_access", "mail", "sales"]'
shared() { met shared alice@lab.test && [[ $link = *login_hint=alice* ]] && told 'select(.event == "done").account' alice@lab.test; }
holds browser-shared "alice signs in for a shared mailbox" shared
holds browser-shared-send "and a trial mail from it arrives" send_and_read bob@lab.test lab.test/bob shared

# --- a client with a secret and one address
web() { # NAME KEY=VALUE...
  token_profile "$1" web oauth.flow=loopback oauth.client_secret=web.secret "${@:2}"
}
secret web.secret web-client-secret
web web oauth.redirect_uri=http://localhost:8765/oauth/back
holds browser-fixed "a web client with a fixed address" met web bob@lab.test
web web oauth.redirect_uri=http://localhost:8765/oauth/back smtp.auth.username=bob@lab.test sender.address=bob@lab.test
holds browser-fixed-send "and a trial mail arrives" send_and_read bob@lab.test lab.test/bob web

# --- what goes wrong
web stranger oauth.redirect_uri=http://localhost:8766/oauth/back
# The provider leads nobody to an address that it does not know: its own page is all that there is. Its words, pasted, name the cause; a link is no answer.
stranger() {
  local page
  begin stranger || return 1
  if page=$(browser alice@lab.test) || [[ $page != *redirect_uri* ]]; then echo "$page"; end; return 1; fi
  printf '%s\n' "$link" "$(tr -s '[:space:]' ' ' <<<"$page")" >&7
  ! end && told 'select(.event == "note").note' paste-is-link && told 'select(.event == "failed").cause' oauth.redirect-mismatch
}
holds browser-stranger "an address that is not registered is named by the words of the provider's page" stranger
by_browser no
declined_there() { ! met no alice@lab.test deny && told 'select(.event == "failed").cause' oauth.declined; }
holds browser-declined "who says no is not signed in" declined_there
holds browser-declined-token "and there is no token" refuses token no
revoked() {
  local rc=0
  cli env NODE_EXTRA_CA_CERTS="$LAB/pki/ca.pem" node "$LAB/oidc/revoke.mjs" "$config/state/tokens/back.json" wizard || return 1
  lapse back
  todoku token back </dev/null >"$dir/out/revoked.out" 2>"$dir/out/revoked.err" || rc=$?
  cat "$dir/out/revoked.err"
  [ $rc = 3 ] && [ ! -s "$dir/out/revoked.out" ] && grep -qF "todoku login back" "$dir/out/revoked.err"
}
holds browser-revoked "a sign-in that was revoked ends with 3 and the command that helps" revoked
