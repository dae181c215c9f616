#!/bin/sh
# Makes the Milvus servers that the tests talk to, each in an environment of its own, and runs what
# is given, if anything, in a network of its own that has nothing but 127.0.0.1:
#
#     tests/milvus_servers.sh FOLDER [COMMAND ...]
#
# The standalone server listens on every address there is, so it must not run in any other network.
set -eu
folder=$1
shift
python=${PYTHON:-python3}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

environment() { # NAME REQUIREMENT ...
    place=$folder/$1
    shift
    [ -e "$place/.ready" ] && return
    "$python" -m venv --clear "$place"
    "$place/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    touch "$place/.ready"
}

# The core of Milvus 2.5 behind gRPC: sparse vectors. Its client is not needed.
environment lite --no-deps milvus-lite==2.5.1
# A whole Milvus 2.3: shards, partition keys, consistency levels, users.
environment standalone milvus==2.3.5 'setuptools<70'
template=$(echo "$folder"/standalone/lib/python*/site-packages/milvus/data/config.yaml.template)
sed -i 's/^  ip: # if not/  ip: 127.0.0.1 # if not/' "$template"

[ $# -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] && alone="unshare --net" || alone="unshare --user --map-root-user --net"
export MILVUS_SERVERS="$folder"
exec $alone -- "$python" -c '
import fcntl, os, socket, struct, sys

# What "ip link set lo up" does: SIOCSIFFLAGS, IFF_UP.
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
' "$@"
