#!/usr/bin/env bash
# Checks what must come from the operating system. Installs what is missing when run as root on Debian or Ubuntu,
# otherwise names it in one line. Prints the Python to use on standard output.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

python=${PYTHON:-}
if [ -z "$python" ]; then
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            break
        fi
    done
fi
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    found=$(python3 --version 2>/dev/null || echo '没有 python3')
    say "绩衡需要 Python 3.11 或更新的版本（现有：${found}）。请安装后再运行，或用 make setup PYTHON=/路径/python3.12 指定。"
    exit 1
fi

# Debian and Ubuntu split venv and pip off from Python.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    package="python${version}-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "安装系统软件包 ${package} ……"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends "$package" >&2 || {
            say "系统软件包 ${package} 安装失败，请手工安装后再运行。"
            exit 1
        }
    else
        say "缺少系统软件包 ${package}，请让管理员安装后再运行（Debian/Ubuntu：sudo apt-get install ${package}）。"
        exit 1
    fi
fi
command -v "$python"
