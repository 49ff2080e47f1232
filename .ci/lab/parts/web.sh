# The web server with mail settings.
web_up() {
  running "$LAB/run/web.pid" && return 0
  rm -rf "$LAB/web"
  cp -r "$HERE/conf/web" "$LAB/web"
  serve web node "$LAB/web/server.mjs" "$LAB" "$N4.23"
  answers "$N4.23" 443 && answers "$N4.23" 80
}
web_down() { stop "$LAB/run/web.pid"; }
