#!/bin/sh
# Makes the environments of the tools that Quoth is compared with, each its own, all packages pinned:
#
#     benchmarks/peers/environments.sh [FOLDER]      .peers below the project, if none is named
#
# On Linux, torch's CPU build must come first where pip looks (PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../.peers}
python=${PYTHON:-python3}
mkdir -p "$folder"
for tool in faiss haystack txtai verbatim; do
    place=$folder/$tool
    [ -e "$place/.ready" ] && continue
    "$python" -m venv --clear "$place"
    install="$place/bin/python -m pip install --quiet --disable-pip-version-check"
    $install -r "$here/requirements/$tool.txt"
    # What would bring more that is not used.
    alone=$here/requirements/$tool-alone.txt
    [ ! -e "$alone" ] || $install --no-deps -r "$alone"
    touch "$place/.ready"
done
