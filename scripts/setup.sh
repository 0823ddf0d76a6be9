#!/usr/bin/env bash
# Makes .venv with the command line in .venv/bin/jiheng. Usage: scripts/setup.sh [run|dev]
#
# What is installed is exactly the hashed lock. A stamp holds the lock's hash, so that a second call does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-run}
case $what in
    run) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "用法：scripts/setup.sh [run|dev]" >&2; exit 2 ;;
esac
venv=.venv
stamp=$venv/.jiheng-$what

# The folder is part of it: a moved tree needs its scripts written anew.
wanted="$(cksum "$lock" pyproject.toml) $PWD"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x "$venv/bin/jiheng" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

if ! "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(scripts/system-packages.sh)
    echo "建立 $venv（$("$python" --version)）……" >&2
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }
rm -f "$venv"/.jiheng-* # whichever lock was installed before, the stamp of this one is all that holds now
echo "按 $lock 安装依赖……" >&2
if ! pip install --quiet --require-hashes -r "$lock"; then
    echo "依赖没有装成（见上）。请检查网络或软件源；在内网可先设好 pip 的 index-url，或把安装包放进一个文件夹并设 PIP_FIND_LINKS。" >&2
    exit 1
fi
pip install --quiet --no-deps --no-build-isolation --force-reinstall --editable .
printf '%s' "$wanted" >"$stamp"
if [ "$what" = dev ]; then # the development lock holds the other one
    printf '%s' "$(cksum requirements.txt pyproject.toml) $PWD" >"$venv/.jiheng-run"
fi
scripts/optional-packages.sh
[ "$what" = run ] || scripts/test-packages.sh
echo "就绪：$venv/bin/jiheng" >&2
