# The OpenID provider: oidc-provider from npm, as pinned in conf/oidc.
oidc_up() {
  local d=$LAB/oidc
  running "$LAB/run/oidc.pid" && return 0
  mkdir -p "$d"
  cp "$HERE"/conf/oidc/* "$d"
  if [ ! -e "$d/installed" ]; then
    (cd "$d" && npm ci --omit=dev --no-audit --no-fund --ignore-scripts) >"$LAB/log/npm.log" 2>&1 </dev/null ||
      { say "lab: npm could not install oidc-provider: $(tail -3 "$LAB/log/npm.log")"; return 1; }
    touch "$d/installed"
  fi
  serve oidc node "$d/server.mjs" "$LAB" "$N4.12"
  answers "$N4.12" 443 && answers "$N4.12" 8080
}
oidc_down() { stop "$LAB/run/oidc.pid"; }
