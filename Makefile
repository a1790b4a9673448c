# The front door: `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Processes at once, and arguments for the program (make run ARGS="--listen 127.0.0.1:9000").
JOBS ?= $(shell nproc)
ARGS ?=

# The local speech recogniser, made by scripts/speech_model; set these to use another one.
cache := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/aisha
export WHISPER_SERVER ?= $(cache)/whisper-1.8.5/whisper-server
export WHISPER_MODEL ?= $(cache)/models/ggml-base.bin
# Real speech for the tests.
export SPEECH_SAMPLES ?= $(cache)/samples
# Names and lines in the sanitizers' reports.
symbolizer := /usr/lib/llvm-19/bin/llvm-symbolizer
export ASAN_OPTIONS ?= external_symbolizer_path=$(symbolizer)
export UBSAN_OPTIONS ?= print_stacktrace=1:external_symbolizer_path=$(symbolizer)
export TSAN_OPTIONS ?= external_symbolizer_path=$(symbolizer)

.PHONY: help run build test test-full lint format coverage bench clean

help: ## say what there is
	@echo 'make TARGET, where TARGET is'
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
	    printf '  %-10s %s\n' "$$name" "$$text"; done

run: build ## a working bot in the browser: installs what is missing, builds, starts (ARGS="…" are passed on)
	@exec build/release/aisha demo $(ARGS)

build: ## the program as users run it, build/release/aisha, with the local speech recogniser
	@scripts/setup run
	@scripts/speech_model
	@scripts/build release aisha

test: ## every test, with AddressSanitizer and UBSan
	@scripts/setup run test
	@scripts/speech_model
	@scripts/minio || printf 'minio: not there; the tests of S3 are skipped, and counted as such\n' >&2
	@scripts/build dev
	@scripts/run_tests dev

test-full: ## the same with the long loops, then again with ThreadSanitizer
	@scripts/setup run test
	@scripts/speech_model
	@scripts/minio || printf 'minio: not there; the tests of S3 are skipped, and counted as such\n' >&2
	@scripts/build dev
	@AISHA_LONG_TESTS=1 scripts/run_tests dev
	@scripts/build tsan
	@scripts/run_tests tsan

lint: ## format, the tidy test, clang-tidy on what changed, shellcheck
	@scripts/setup run lint
	@scripts/lint

format: ## rewrite all sources with clang-format
	@scripts/setup lint
	@find app sandbox tests bench -name '*.[ch]pp' -print0 | xargs -0 clang-format-19 -i

coverage: ## what the tests reach: a table, and pages in build/coverage/html
	@scripts/setup run test coverage
	@scripts/speech_model
	@scripts/minio || printf 'minio: not there; the tests of S3 are skipped, and counted as such\n' >&2
	@scripts/build coverage
	@scripts/coverage

bench: ## what updates and jobs cost, on a release build (ARGS="--runs 1 …" are passed on)
	@scripts/setup run bench
	@scripts/bench $(ARGS)
	@scripts/bench_speech

clean: ## remove everything that was built here (the cache of speech recogniser and MinIO stays)
	@rm -rf build
