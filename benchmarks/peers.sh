#!/usr/bin/env bash
# Sets up the other readers in .bench/peers and prints the same files' figures. DOCLING=0 leaves docling out.
set -euo pipefail
cd "$(dirname "$0")/.."

peers=.bench/peers
stamp=$peers/.installed
wanted="$(cksum benchmarks/requirements-peers.txt) ${DOCLING:-1}"
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
    python=$(scripts/system-packages.sh)
    "$python" -m venv "$peers"
    "$peers/bin/python" -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements-peers.txt
    if [ "${DOCLING:-1}" != 0 ]; then
        echo "安装 docling（连同 torch，2 至 6 GB，要几分钟）……" >&2
        "$peers/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 docling==2.143.0 ||
            echo "docling 没有装成，跳过它，只比较其他工具。" >&2
    fi
    printf '%s' "$wanted" >"$stamp"
fi
scripts/setup.sh dev
HF_HUB_OFFLINE=1 .venv/bin/python -m benchmarks.peers "$peers/bin/python"
