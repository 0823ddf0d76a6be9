# 绩衡 Jiheng. The two commands: make run, make test.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup dev run sample test check format words docs lock bench bench-peers measure clean types pictures

VENV := .venv
PYTHON_IN := $(VENV)/bin/python
# Number of test processes; `make test JOBS=0` runs them in one.
JOBS ?= auto
# Where `make run` serves; the next free port when it is taken.
PORT ?= 8000
# More arguments for pytest: make test ARGS="-k golden"
ARGS ?=

help:  ## 列出这些命令
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup:  ## 建立 .venv，命令行在 .venv/bin/jiheng
	@scripts/setup.sh run

dev:  ## 同上，加上测试与检查的工具
	@scripts/setup.sh dev

run: setup  ## 从零装好，启动网页，里面是演示县云溪县的两年申报；地址和账号会列出来
	@JIHENG_DATA=$${JIHENG_DATA:-.demo} $(VENV)/bin/jiheng serve --demo --port $(PORT)

sample: setup  ## 在终端显示一张真实的表和审核意见，再列出 examples/ 里全部真实表的一览
	@$(VENV)/bin/jiheng read examples/office/korla-2021-department-overall.docx || [ $$? = 1 ] # 1: read, and said what was not understood
	@$(VENV)/bin/jiheng check examples/office/korla-2021-department-overall.docx || [ $$? = 1 ] # 1: there is something to mend
	@$(VENV)/bin/jiheng read --brief examples/office examples/text examples/pdf || [ $$? = 1 ]

test: dev  ## 从零装好，运行全部测试；网页的测试在 SQLite 上运行一遍，再在 PostgreSQL 上运行一遍
	@$(PYTHON_IN) -m pytest -n $(JOBS) --dist worksteal $(ARGS)
	@$(PYTHON_IN) -m tests.web.postgresql -n $(JOBS) --dist worksteal $(ARGS)

check: dev  ## 格式、代码检查、严格类型、引用约束、全部测试（警告即错误）、文档是否过时、安装包能不能用
	$(PYTHON_IN) -m ruff format --check .
	$(PYTHON_IN) -m ruff check .
	$(PYTHON_IN) -m mypy
	$(VENV)/bin/lint-imports
	@$(MAKE) --no-print-directory types
	$(PYTHON_IN) scripts/generate_docs.py --check
	$(PYTHON_IN) scripts/check_wheel.py
	$(PYTHON_IN) -m pytest -n $(JOBS) --dist worksteal $(ARGS)

types:  ## 检查网页脚本的类型（要 Node.js；没有就跳过并说明）
	@if command -v npm >/dev/null; then \
		{ [ -x node_modules/.bin/tsc ] || npm ci --silent; } && node_modules/.bin/tsc --project tsconfig.json; \
	else echo '没有 npm，网页脚本的类型没有检查。' >&2; fi

format: dev  ## 整理代码格式
	$(PYTHON_IN) -m ruff check --fix --quiet . ; $(PYTHON_IN) -m ruff format .

# The web app's words stand in its own folder and in `model`.
NOT_TRANSLATED := $(foreach folder,batch cli formats forms law report rules,-i '$(folder)/*')

words: dev  ## 收集网页上的新句子，编出英文译文（要 GNU gettext）：运行，在 django.po 里译好，再运行一次
	@cd src/jiheng && export JIHENG_DATA=$$(mktemp -d) && django() { $(CURDIR)/$(PYTHON_IN) -m django "$$@" -l en -v 0; } && \
		django makemessages --settings jiheng.web.settings --add-location=file --no-wrap --no-obsolete $(NOT_TRANSLATED) && \
		sed -i '/^"POT-Creation-Date/d; /^#: /s| web/| |g' web/locale/en/LC_MESSAGES/django.po && \
		django compilemessages --settings jiheng.web.settings -l zh_Hans && rm -r "$$JIHENG_DATA"

docs: dev  ## 重新生成 docs/reference 与图片
	$(PYTHON_IN) scripts/generate_docs.py

pictures: dev  ## 重新拍 docs/images/web 里网页的图（要 Chromium）
	@$(PYTHON_IN) scripts/web_pictures.py

lock:  ## 重写 requirements*.txt（UPGRADE=1 升级到最新）
	@scripts/lock.sh

bench: dev  ## 速度与内存：与同一次运行里的基准相比
	@$(PYTHON_IN) -m benchmarks $(ARGS)

bench-peers: dev  ## 与常用工具比较（DOCLING=0 跳过 docling，它要装 2 至 6 GB）
	@benchmarks/peers.sh

measure: dev  ## 读得准不准：没有人工样表的格式，由样表转换后逐个文件与人工读数相比
	@$(PYTHON_IN) -m measure $(ARGS)

clean:  ## 删除 .venv 和各种缓存
	rm -rf $(VENV) .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
