# A throw-away CA: root, intermediate, servers. NAME.pem is what a server shows
# (key, leaf, chain); ca.pem is what a client has to trust.
pki_up() {
  local d=$LAB/pki
  [ -s "$d/done" ] && return 0
  rm -rf "$d"
  mkdir -p "$d/issued"
  pki_make "$d" >"$LAB/log/pki.log" 2>&1 || return 1
  echo yes >"$d/done"
}

pki_make() (
  cd "$1" || exit 1
  set -e
  key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
  openssl req -x509 $key -keyout root.key -out root.crt -days 3650 -subj "/O=Lab/CN=Lab Root CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
  openssl req $key -keyout inter.key -out inter.csr -subj "/O=Lab/CN=Lab Intermediate CA"
  printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n' >inter.ext
  openssl x509 -req -in inter.csr -CA root.crt -CAkey root.key -CAcreateserial -days 3000 -extfile inter.ext -out inter.crt
  pki_ca_conf
  from=$(date -u -d '-1 day' +%Y%m%d%H%M%SZ)
  to=$(date -u -d '+2 years' +%Y%m%d%H%M%SZ)
  pki_leaf good mail.lab.test "DNS:mail.lab.test,DNS:*.lab.test,DNS:mail.guess.test" "$from" "$to"
  pki_leaf web autoconfig.lab.test "DNS:autoconfig.lab.test,DNS:autoconfig.disagree.test,DNS:v1.ispdb.net" "$from" "$to"
  pki_leaf expired expired.lab.test DNS:expired.lab.test 20200101000000Z 20210101000000Z
  pki_leaf wronghost mail.other.example DNS:mail.other.example "$from" "$to"
  pki_leaf nochain nochain.lab.test DNS:nochain.lab.test "$from" "$to"
  openssl req -x509 $key -keyout selfsigned.key -out selfsigned.crt -days 700 -subj /CN=selfsigned.lab.test \
    -addext subjectAltName=DNS:selfsigned.lab.test
  pki_broken
  for name in good web expired wronghost future cnonly clientonly rsa rsa1024 sha1; do cat $name.key $name.crt inter.crt >$name.pem; done
  for name in nochain selfsigned otherca; do cat $name.key $name.crt >$name.pem; done
  cp root.crt ca.pem
)

# pki_leaf NAME CN SAN START END
pki_leaf() {
  openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" ${3:+-addext "subjectAltName=$3"}
  openssl ca -batch -notext -config ca.cnf -in "$1.csr" -out "$1.crt" -startdate "$4" -enddate "$5" \
    -md "${digest:-sha256}" -extensions "${usage:-serverAuth}"
}

# Certificates of broken.lab.test: each is as wrong as its name says.
pki_broken() {
  local san=DNS:broken.lab.test other="$key"
  pki_leaf future broken.lab.test $san "$(date -u -d '+1 year' +%Y%m%d%H%M%SZ)" "$to"
  pki_leaf cnonly broken.lab.test "" "$from" "$to"
  usage=clientAuth pki_leaf clientonly broken.lab.test $san "$from" "$to"
  digest=sha1 pki_leaf sha1 broken.lab.test $san "$from" "$to"
  key="-newkey rsa:2048 -nodes" pki_leaf rsa broken.lab.test $san "$from" "$to"
  key="-newkey rsa:1024 -nodes" pki_leaf rsa1024 broken.lab.test $san "$from" "$to"
  openssl req -x509 $other -keyout other.key -out other.crt -days 3650 -subj "/O=Other/CN=Other Root CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
  openssl req $other -keyout otherca.key -out otherca.csr -subj /CN=broken.lab.test
  printf 'subjectAltName=%s\n' $san >otherca.ext
  openssl x509 -req -in otherca.csr -CA other.crt -CAkey other.key -CAcreateserial -days 700 -extfile otherca.ext -out otherca.crt
  # A leaf that is good, below an intermediate that was renewed, but is sent as it was.
  openssl ca -batch -notext -config ca.cnf -name root -in inter.csr -out oldinter.crt -startdate 20200101000000Z -enddate 20210101000000Z
  cat good.key good.crt oldinter.crt >oldinter.pem
}

# openssl ca, because only it takes dates in the past.
pki_ca_conf() {
  : >issued/index
  echo 1000 >issued/serial
  cat >ca.cnf <<CONF
[ca]
default_ca = lab
[lab]
database = issued/index
serial = issued/serial
new_certs_dir = issued
certificate = inter.crt
private_key = inter.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[root]
database = issued/index
serial = issued/serial
new_certs_dir = issued
certificate = root.crt
private_key = root.key
default_md = sha256
policy = any
unique_subject = no
x509_extensions = intermediate
[any]
organizationName = optional
commonName = supplied
[serverAuth]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
[clientAuth]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
[intermediate]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
CONF
}

pki_down() { :; }
