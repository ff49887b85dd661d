.DEFAULT_GOAL := help
.PHONY: help run test check fmt dev bench

help: ## What can be asked for
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

run: ## Set up, build for release and serve the demonstration at http://127.0.0.1:3000
	@scripts/run

test: ## Set up and run every check, as CI does
	@scripts/set-up test
	@scripts/test

check: ## The quick part: formatting, lints and tests of the rules
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo test --package domain

fmt: ## Lay out all Rust source
	cargo fmt --all

dev: ## Serve the demonstration and rebuild it at every change
	@scripts/dev

bench: ## Measure, as docs/performance.md explains
	@scripts/set-up bench
	@scripts/build-site release
	cargo build --locked --release --package server --package tests --bin tidtam --bin bench
	TIDTAM_TEST_READERS=$$(bash -c 'source scripts/settings.sh; echo "$$READERS"') \
		TIDTAM_TEST_DATASETTE=$$(bash -c 'source scripts/settings.sh; echo "$$DATASETTE"') \
		DURABLE_POSTGRES=yes scripts/with-postgres $${CARGO_TARGET_DIR:-target}/release/bench
