# Starts a server that cannot outlive us: $1 is the signal for the server when our starter is gone, the rest the command.
# Standard input is a pipe held by the starter. Each line names a signal to pass on; its end means the starter died.
orphaned=$1
shift
exec 3<&0 </dev/null
"$@" 3<&- >&2 &
server=$!
# A terminal that closes, a service manager that ends all of a group, and the kernel when it finds a paused server in a
# group without a parent, signal us too: we stay until the server is gone.
trap '' HUP INT QUIT TERM
{
    while read -r signal; do kill -s "$signal" "$server"; done
    kill -s "$orphaned" "$server"
    tries=50
    while [ "$tries" -gt 0 ] && kill -s 0 "$server"; do
        sleep 0.1
        tries=$((tries - 1))
    done
    kill -s KILL "$server"
} <&3 3<&- >/dev/null 2>&1 &
watcher=$!
exec 3<&-
echo "$server"
exec >&-
wait "$server"
status=$?
kill -s KILL "$watcher"
exit "$status"
