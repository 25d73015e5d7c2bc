# Stops the test cluster and removes its folder once nobody has used it for a while.
# Arguments: the folder, the folder of PostgreSQL's programs, the seconds it may be idle.
trap '' HUP INT
umask 077
exec 9<"$1/users" || exit 1
while :; do
    flock -x 9 || exit 1 # waits for the last test process to go
    # Somebody else has swept the folder, and a new one may stand in its place.
    [ /proc/self/fd/9 -ef "$1/users" ] || exit 0
    came=$(wc -c <"$1/users")
    flock -u 9
    sleep "$3"
    flock -xn 9 || continue
    [ /proc/self/fd/9 -ef "$1/users" ] || exit 0
    [ "$(wc -c <"$1/users")" = "$came" ] && break
    flock -u 9
done
"$2/pg_ctl" -D "$1/data" -m immediate -w stop
# First another name, so that a test that begins now starts afresh instead of in a folder that is going away.
mv "$1" "$1.gone" && rm -rf "$1.gone"
