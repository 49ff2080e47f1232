# What takes more than one check; sourced by prove.

delivered=$dir/delivered

# --- a profile set up without a screen, with the password on standard input
setup() { # NAME PASSWORD OPTION...
  local name=$1 password=$2
  shift 2
  cat >"$dir/partial.toml" <<'TOML'
schema = 1
server_type = "smtp"
application = "garoon"
[sender]
address = "alice@lab.test"
name = "監視システム"
[smtp]
host = "mail.lab.test"
port = 587
security = "starttls"
[trial]
recipient = "bob@lab.test"
TOML
  printf '%s\n' "$password" | todoku setup "$name" --from "$dir/partial.toml" --set smtp.auth.method=plain \
    --set smtp.auth.username=alice@lab.test --secret-stdin --yes "$@"
}
refuses() { ! "$@"; }
modes() { [ "$(stat -c %a "$config/alerts.toml" "$config/alerts.secret" | sort -u)" = 600 ]; }
absent() { [ ! -e "$config/$1" ]; }
proof() { grep -q '^\[proof' "$config/alerts.toml"; }
holds setup "headless setup proves and saves" setup alerts alice-Pass-1
holds setup-modes "profile and secret are 0600" modes
holds setup-proof "the proof is written into the profile" proof
holds setup-check "the saved profile is proved again" todoku check alerts
holds setup-wrong "a wrong password is not saved" refuses setup wrong not-the-Pass-1
holds setup-wrong-file "and leaves no profile" absent wrong.toml
holds setup-unproved "--unproved saves it all the same" setup unproved not-the-Pass-1 --unproved
holds setup-sheet "the form of the application is printed" todoku sheet alerts --for garoon

# --- a profile that a person has edited keeps what todoku does not know of
edit() {
  sed -i '1i # written by hand' "$config/alerts.toml"
  todoku setup alerts --set smtp.timeout=20s --yes && grep -qx '# written by hand' "$config/alerts.toml" && grep -q '"20s"' "$config/alerts.toml"
}
holds edit "an edit keeps comments, and the password that is kept" edit

# --- real mail, read back where it was delivered
send_and_read() { # RECIPIENT BOX [PROFILE]
  "$HERE/mail" clear
  todoku check --json --send "$1" "${3:-alerts}" >"$dir/out/send.json" || return 1
  local id
  id=$(jq -r '.stages[] | select(.id == "smtp.data").detail.queue_id' "$dir/out/send.json")
  [ -n "$id" ] && [ "$id" != null ] || { echo "no queue id in the report"; return 1; }
  "$HERE/mail" wait "$2" "$id" >"$delivered"
}
# header NAME TEXT: the mail as delivered has a field NAME with TEXT in it; folded lines are joined.
header() { sed -e '/^$/q' "$delivered" | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n[ \t]\+/ /g' | grep -Eiq "^$1: .*$2"; }
holds send "a trial mail arrives in the mailbox" send_and_read bob@lab.test lab.test/bob
holds send-from "its From is the sender" header From alice@lab.test
holds send-name "with the display name as an encoded word" header From '=\?utf-8\?'
holds send-date "it has a Date" header Date ....
holds send-id "it has a Message-ID" header Message-ID '<.+@.+>'
holds send-outside "relaying to outside arrives too" send_and_read someone@outside.test outside/all

. "$HERE/oauth.sh"

# --- probe needs no profile
holds probe "probe climbs the ladder with no profile" todoku probe mail.lab.test:587

# --- many at once: one line each, and the worst verdict as exit status
many() {
  todoku check --all --json --jobs 8 >"$dir/out/all.json" 2>"$dir/out/all.err" </dev/null
  [ $? = 2 ] && [ "$(jq -c .profile "$dir/out/all.json" | sort -u | wc -l)" = "$(ls "$config"/*.toml | wc -l)" ]
}
holds check-all "check --all gives one object per profile" many

# --- what the servers saw
# A wrong password is sent once: accounts lock.
one_attempt() {
  local before after
  attempts() { grep -c 'alice@lab.test.*[Pp]assword mismatch' "$LAB/log/dovecot.log"; }
  before=$(attempts)
  todoku check wrong-password
  after=$(attempts)
  [ $((after - before)) = 1 ] || { echo "$((after - before)) attempts"; return 1; }
}
never_in_clear() {
  local from
  from=$(wc -l <"$LAB/log/postfix.log")
  todoku check clear-no-consent
  tail -n +$((from + 1)) "$LAB/log/postfix.log" >"$dir/out/clear.log"
  grep -q 'postfix/notls.*disconnect' "$dir/out/clear.log" && ! grep -q 'disconnect.* auth=' "$dir/out/clear.log"
}
# Whole and in base64 (at each of the three alignments it can have).
secrets_hidden() {
  local login password form i
  while IFS=$'\t' read -r login password; do
    for form in "$password" $(for i in '' x xx; do printf '%s%s' "$i" "$password" | base64 -w0 | cut -c5-$((4 + ${#password})); done); do
      ! grep -rlF -- "$form" "$dir/out" "$config"/*.toml || { echo "password of $login"; return 1; }
    done
  done < <(rows accounts.tsv)
}
holds one-attempt "a wrong password is tried once" one_attempt
holds never-in-clear "without consent no password goes over plain text" never_in_clear
holds secrets-hidden "no report or profile holds a password" secrets_hidden
