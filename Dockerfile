# Two images: `command` (goalpost and nothing else) and `campaign` (with a shell, for the Kubernetes job).
#
#     docker build --target command -t goalpost .
#     docker build -t registry.example/goalpost:latest .

FROM rust:1.95-bookworm AS build
WORKDIR /goalpost
COPY . .
# A static binary: no image below has a C library.
RUN RUSTFLAGS="-C target-feature=+crt-static -C strip=symbols" \
    cargo build --release --locked --target "$(rustc --print host-tuple)" \
    && cp target/*/release/goalpost /usr/local/bin/goalpost

FROM scratch AS command
COPY --from=build /usr/local/bin/goalpost /goalpost
USER 10001:10001
ENTRYPOINT ["/goalpost"]

FROM busybox:1.37-musl AS campaign
COPY --from=build /usr/local/bin/goalpost /bin/goalpost
COPY scripts/cluster/campaign /bin/campaign
USER 10001:10001
ENTRYPOINT ["/bin/campaign"]
