#!/usr/bin/env bash
# Programs of the system that some formats need: LibreOffice for .doc, .wps, .rtf and the like, and a Chinese font for
# what it lays out. Installs what is missing when run as root on Debian or Ubuntu, otherwise names the command in one
# line. Never fails: everything else works without them.
set -uo pipefail

say() { printf '%s\n' "$*" >&2; }

wanted=()
if [ -z "${JIHENG_SOFFICE:-}" ] && ! command -v soffice >/dev/null 2>&1 && ! command -v libreoffice >/dev/null 2>&1 &&
    [ ! -x /usr/lib/libreoffice/program/soffice ] && [ ! -x /Applications/LibreOffice.app/Contents/MacOS/soffice ]; then
    wanted+=(libreoffice-writer-nogui libreoffice-calc-nogui)
fi
if command -v apt-get >/dev/null 2>&1; then
    # Read to the end: a pipe closed early would count as a failure.
    if command -v fc-list >/dev/null 2>&1; then fonts=$(fc-list :lang=zh 2>/dev/null); else fonts=$(ls /usr/share/fonts/opentype/noto 2>/dev/null); fi
    [ -n "$fonts" ] || wanted+=(fonts-noto-cjk)
fi
[ ${#wanted[@]} -gt 0 ] || exit 0

command="apt-get install --no-install-recommends ${wanted[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "安装系统软件包 ${wanted[*]}（读 .doc、.wps 等旧格式用，约 100 MB）……"
    export DEBIAN_FRONTEND=noninteractive
    if timeout 120 apt-get update -qq >/dev/null 2>&1 && timeout 900 apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null 2>&1; then
        exit 0
    fi
    say "没有装成，不影响其他格式；需要读 .doc、.wps、.rtf 时，请手工运行：${command}"
elif command -v apt-get >/dev/null 2>&1; then
    say "读 .doc、.wps、.rtf 等旧格式还需要 LibreOffice，请让管理员运行：sudo ${command}"
else
    say "读 .doc、.wps、.rtf 等旧格式还需要 LibreOffice（可选），请用本系统的办法安装。"
fi
exit 0
