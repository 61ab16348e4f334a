# The workspace's commands. `make` and `make test` come first; `make help` lists the rest.

# For shells that were open when rustup was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

TOOLCHAIN := xen-abi-gen/toolchain
SNAPSHOTS := snapshots xen-abi-gen/tests/ui xen-abi/src/generated

# CI compares with the snapshots and never writes one.
ifneq ($(filter-out false 0,$(CI)),)
export INSTA_UPDATE := no
endif

# Part of each recipe, so that a libclang or header tree that was removed is fetched again.
LIBCLANG = LIBCLANG_PATH=$$($(TOOLCHAIN)/libclang.sh) && export LIBCLANG_PATH
ENVIRONMENT = environment=$$($(TOOLCHAIN)/environment.sh) && eval "$$environment"
TEST = cargo test --workspace --all-features

# The tests that `make test` samples. In full they take hours, so they are compiled optimised.
SAMPLED = XEN_ABI_AMOUNT=full cargo test --locked --release -p xen-abi-gen --test all -- --nocapture
FAMILIES = four_targets:: interface_versions:: record_family:: foreign_trees:: instructions:: \
	static_asserts:: compile_fail:: documents:: bindgen_witness:: diff:: source_upstream:: \
	upstream_agreement:: upstream_releases:: release_facts:: features::compile::

# The targets that xen-abi supports; TARGET=NAME takes one of them.
TARGETS := x86_64-unknown-linux-gnu i686-unknown-linux-gnu \
	aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf
NATIVE := x86_64-unknown-linux-gnu
# Each compiler has a target folder, since sharing one would rebuild everything at each change.
OLDEST_RUST = RUSTC=$$XEN_ABI_RUSTC RUSTDOC=$${XEN_ABI_RUSTC%rustc}rustdoc \
	CARGO_TARGET_DIR=target/oldest-rust
# The fuzzers are workspaces of their own, and share the folder of the main one.
CHECK_FUZZERS = cargo check --locked --target-dir "$${CARGO_TARGET_DIR:-target}" --manifest-path

.DEFAULT_GOAL := all
.PHONY: all tools test bench bench-argo bench-driver atlas check check-guest msrv docs interface \
	packages release-check registers asan miri tsan valgrind proof fuzz review xen-test xen-stress \
	xen-faults linux-test accept availability upstream clean distclean help cargo

all: cargo ## Set up what is missing, then regenerate xen-abi from headers/
	@$(LIBCLANG) && cargo run -p xen-abi-gen

tools: ## Fetch what the tests use, and print where it is
	@$(TOOLCHAIN)/environment.sh

test: cargo ## Set up what is missing, then run every test; AMOUNT=part takes more cases, as CI does
	@$(ENVIRONMENT) && $(if $(AMOUNT),XEN_ABI_AMOUNT=$(AMOUNT)) $(TEST)

check: cargo ## Formatting, lints, documentation, and whether the generated code is up to date
	@cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || \
		{ echo 'make: rustfmt and clippy are missing: rustup component add rustfmt clippy' >&2; exit 1; }
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	$(CHECK_FUZZERS) xen-abi-gen/fuzz/Cargo.toml
	$(CHECK_FUZZERS) xen-abi/fuzz/Cargo.toml
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --all-features --no-deps
	RUSTDOCFLAGS='-D warnings' cargo doc -p xen-abi --no-deps
	RUSTDOCFLAGS='-D warnings' cargo doc -p xen-abi --no-deps --no-default-features
	@$(LIBCLANG) && cargo run -p xen-abi-gen -- check

check-guest: cargo ## Lint the guest as the freestanding kernel that boots on real Xen
	cargo clippy --locked -p xen-guest --bin xen-guest --profile guest --no-default-features \
		-- -D warnings

msrv: cargo ## Check xen-abi and xen-abi-linux for the four targets with the oldest Rust
	@$(ENVIRONMENT) && "$$XEN_ABI_RUSTC" --version && \
		for target in $(or $(TARGET),$(TARGETS)); do \
		for features in --no-default-features --all-features; do \
			echo "xen-abi for $$target, $$features"; \
			$(OLDEST_RUST) cargo check --locked -p xen-abi --target "$$target" $$features || exit 1; \
		done; \
		echo "xen-abi-linux for $$target"; \
		$(OLDEST_RUST) cargo check --locked -p xen-abi-linux --target "$$target" || exit 1; \
	done

docs: cargo ## Make the documentation of xen-abi for the four targets, and as docs.rs does (nightly)
	@$(ENVIRONMENT) && for target in $(or $(TARGET),$(TARGETS)); do \
		echo "the documentation of xen-abi for $$target"; \
		$(OLDEST_RUST) RUSTDOCFLAGS='-D warnings' cargo doc --locked -p xen-abi --all-features \
			--no-deps --target "$$target" || exit 1; \
	done
	@$(TOOLCHAIN)/docs-rs.sh

interface: cargo ## Compare the public items of xen-abi with their snapshot; ACCEPT=1 rewrites it
	@$(ENVIRONMENT) && cargo run --quiet --locked -p xen-interface -- \
		$(if $(BASELINE),baseline,$(if $(ACCEPT),accept))

release-check: cargo ## Say whether the tree can be published; builds two tools, for minutes
	@$(ENVIRONMENT) && $(TOOLCHAIN)/release-check.sh

packages: cargo ## Package each published crate, and build, test and document it by itself
	@$(TOOLCHAIN)/packages.sh

registers: cargo ## Test which registers the back ends use, in optimised code
	@cargo test --locked --release -p xen-abi --all-features --test registers

bench: cargo bench-driver ## Measure the generator and a driver; fails where a bound does not hold
	@$(ENVIRONMENT) && cargo bench -p xen-abi-gen --bench speed

bench-argo: cargo ## Measure reading out of a ring beside memcpy; fails below half its rate
	@cargo bench --locked -p xen-abi --all-features --bench argo

bench-driver: cargo ## Measure a driver beside the same in C; fails where a bound does not hold
	@cargo bench --locked -p xen-abi --features io_9pfs,store --bench driver

atlas: cargo ## Draw the headers, and their change since the last tag, as pages in target/atlas
	@$(LIBCLANG) && $(TOOLCHAIN)/atlas.sh

xen-test: cargo ## Boot a guest on real Xen in QEMU, and test it; XEN=FILE, GUEST=FILE for your own
	@cargo run --quiet --locked -p xen-machines -- test \
		$(ONLY) $(if $(SEQUENCES),--sequences $(SEQUENCES))

xen-stress: cargo ## Boot each machine TIMES times (20) on a busy host, with QEMU stopped at random
	@cargo run --quiet --locked -p xen-machines -- test --stress $(or $(TIMES),20)

xen-faults: cargo ## Check that xen-test fails if Xen panics, or lacks the Argo that is required
	@xen=$$(xen-abi/machines/xen.sh 4.17) && for wrong in XEN_ARGS=iommu=0 XEN_REQUIRE=argo; do \
		if env XEN="$$xen" "$$wrong" cargo run --quiet --locked -p xen-machines -- test; then \
			echo "make: xen-test holds with $$wrong" >&2; exit 1; \
		fi; \
	done

linux-test: cargo ## Boot Linux as dom0 on real Xen in QEMU and test xen-abi-linux there
	@cargo run --quiet --locked -p xen-machines -- linux

# Memory that Xen or another guest writes is read through raw pointers.
# No leak detection: pages that Xen keeps are leaked on purpose.
asan: cargo ## Run the tests of xen-abi under AddressSanitizer (nightly)
	@ASAN_OPTIONS=detect_leaks=0 RUSTFLAGS='-Zsanitizer=address --cfg sanitizer' \
		CARGO_TARGET_DIR=target/sanitizer \
		cargo +nightly test --locked -p xen-abi --all-features --lib --tests --target $(NATIVE)

# AddressSanitizer accepts uninitialised bytes; valgrind finds branches that depend on them.
valgrind: cargo ## Run the tests of memory that reaches Xen under valgrind
	@$(ENVIRONMENT) && runner="$$XEN_ABI_VALGRIND --quiet --error-exitcode=9 --" && \
		CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$$runner \
		cargo test --locked -p xen-abi --all-features --test all -- memory:: operations::

miri: cargo ## Run the tests of shared memory, rings, grants and events in Miri (nightly)
	@$(TOOLCHAIN)/watch.sh miri

tsan: cargo ## Run the tests of shared memory, rings, grants and events in ThreadSanitizer (nightly)
	@$(TOOLCHAIN)/watch.sh thread

# It takes hours.
proof: cargo ## Run in full what CI runs in part: damaged headers, families, stress, fuzzing
	@$(ENVIRONMENT) && $(SAMPLED) $(FAMILIES)
	@$(ENVIRONMENT) && $(SAMPLED) mutations::
	$(MAKE) miri PROPTEST_CASES=16
	$(MAKE) tsan PROPTEST_CASES=256
	$(MAKE) xen-stress TIMES=20
	$(MAKE) xen-test SEQUENCES=10000 ONLY=two
	$(MAKE) xen-test SEQUENCES=50000 ONLY=4.17-x86_64-pv
	$(MAKE) linux-test XEN_REQUESTS=10000
	$(MAKE) fuzz SECONDS=600

fuzz: cargo ## Fuzz the generator and the reader of Argo's ring, a minute each; SECONDS=N for longer
	@$(LIBCLANG) && xen-abi-gen/fuzz/run.sh $(or $(SECONDS),60)

review: cargo ## Show how the snapshots would change, without changing them
	@$(TOOLCHAIN)/review.sh

accept: cargo ## Rewrite the snapshots from what the tests produce, then list what changed
	@$(ENVIRONMENT) && { INSTA_UPDATE=always $(TEST) --no-fail-fast; status=$$?; \
		git --no-pager diff --stat -- $(SNAPSHOTS); git status --short -- $(SNAPSHOTS); exit $$status; }

availability: cargo ## List names without a known release; TREES="4.22=DIR 4.23=DIR" adds 4.23's
	@$(LIBCLANG) && cargo run -p xen-abi-gen -- availability $(TREES)

upstream: ## Unpack Xen's own headers of three releases into target/upstream
	@$(TOOLCHAIN)/upstream.sh

clean: ## Remove what cargo built; fetched tools stay
	@if [ -n "$${CARGO_TARGET_DIR:-}" ]; then cargo clean; fi
	@if [ -d target ]; then \
		find target -mindepth 1 -maxdepth 1 ! -name toolchain ! -name upstream -exec rm -rf {} +; \
	fi

distclean: clean ## Remove the fetched tools too
	rm -rf target

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | \
		while IFS="$$(printf '\t')" read -r name text; do printf 'make %-12s %s\n' "$$name" "$$text"; done

cargo:
	@command -v cargo >/dev/null || \
		{ echo 'make: cargo is missing: install Rust, https://rustup.rs says how' >&2; exit 1; }
