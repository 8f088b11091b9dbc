# The sandbox as an image: `docker build --tag iotpay-sandbox .`
# Without a Docker daemon, `scripts/sandbox-image` tests the same commands.

FROM rust:1.95-slim AS build
WORKDIR /src
COPY . .
RUN cargo install --path iotpay-sandbox --locked --root /out

FROM debian:trixie-slim
RUN useradd --system --create-home --home-dir /data sandbox
COPY --from=build /out/bin/iotpay-sandbox /usr/local/bin/iotpay-sandbox
USER sandbox
WORKDIR /data
EXPOSE 4710
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s CMD ["iotpay-sandbox", "--health"]
ENTRYPOINT ["iotpay-sandbox"]
# Everyone who can connect controls the sandbox: publish the port on loopback only, as in the README.
CMD ["--host", "0.0.0.0", "--allow-other-hosts"]
