# Countersign for people who don't run Debian:
#   docker build -t countersign .
#   docker run --rm -p 127.0.0.1:8080:8080 -v countersign-data:/data countersign
FROM debian:12 AS build
WORKDIR /src
COPY . .
RUN ./dev build

FROM debian:12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends libssl3 libsqlite3-0 libsecp256k1-1 libcrypto++8 libicu72 libcurl4 zlib1g ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /data --create-home countersign
COPY --from=build /src/build/release/countersign /usr/local/bin/countersign
USER countersign
ENV COUNTERSIGN_HOME=/data
VOLUME /data
EXPOSE 8080
# Inside a container the service must listen beyond the container's own loopback; publish the port on 127.0.0.1 as above.
ENTRYPOINT ["countersign"]
CMD ["serve", "--demo", "--listen", "0.0.0.0:8080", "--allow-host", "localhost:8080", "--allow-host", "127.0.0.1:8080"]
