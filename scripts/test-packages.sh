#!/usr/bin/env bash
# Programs of the system that only the tests of the web app need: Chromium, PostgreSQL and GNU gettext. Installs what is
# missing when run as root on Debian or Ubuntu, otherwise names the command in one line. Never fails: those tests are then
# left out.
set -uo pipefail

say() { printf '%s\n' "$*" >&2; }

wanted=()
found=
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && found=$name
done
[ -n "$found" ] || wanted+=(chromium)
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    wanted+=(postgresql)
fi
command -v xgettext >/dev/null 2>&1 || wanted+=(gettext)
[ ${#wanted[@]} -gt 0 ] || exit 0

command="apt-get install --no-install-recommends ${wanted[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "安装系统软件包 ${wanted[*]}（网页的测试用）……"
    export DEBIAN_FRONTEND=noninteractive
    if timeout 120 apt-get update -qq >/dev/null 2>&1 && timeout 900 apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null 2>&1; then
        exit 0
    fi
    say "没有装成，用到它们的测试会略过；需要时请手工运行：${command}"
elif command -v apt-get >/dev/null 2>&1; then
    say "网页的全部测试还需要 ${wanted[*]}，没有时略过那一部分；请让管理员运行：sudo ${command}"
else
    say "网页的全部测试还需要 Chromium、PostgreSQL 和 GNU gettext（可选），请用本系统的办法安装。"
fi
exit 0
