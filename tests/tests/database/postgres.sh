# Runs a PostgreSQL until its standard input ends: also when the test that started it is killed.
# Arguments: the folder of its programs, a port, the password of its superuser `admin`.
set -eu
home=$(mktemp -d /tmp/mcp-postgres.XXXXXX)
trap 'rm -rf "$home"' EXIT
cp -RP "$1" "$home/native"
printf '%s' "$3" > "$home/password"

# It refuses to run as root. A user without rights can neither read the folder of a project of root's, hence the copy.
as=
if [ "$(id -u)" = 0 ]; then
    chown -R 65534:65534 "$home"
    as='setpriv --reuid=65534 --regid=65534 --clear-groups --'
fi
cd "$home"
$as native/bin/initdb --pgdata=data --username=admin --auth=scram-sha-256 --pwfile=password --no-sync \
    --encoding=UTF8 --locale=C > log 2>&1 || { cat log >&2; exit 1; }
$as native/bin/postgres -D data -p "$2" -k "$home" -c listen_addresses=127.0.0.1 -c fsync=off >> log 2>&1 &
server=$!
exec 3<&0
(cat <&3 > /dev/null; kill -INT "$server") &
wait "$server"
