# One image per service: docker build --build-arg SERVICE=state-service -t quarterdeck-state-service ., after `mvn package`.
# Layers of the jar go from what changes seldom to what changes often.
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE} AS layers
ARG SERVICE
WORKDIR /work
COPY ${SERVICE}/target/${SERVICE}-*-app.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --launcher --destination layers

FROM ${BASE}
ARG SERVICE
# curl answers health checks; the rest is what node-agent and network-service run on their host.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl $( \
        case "${SERVICE}" in \
          node-agent) echo util-linux ;; \
          network-service) echo nftables conntrack iproute2 procps ;; \
        esac) \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=layers /work/layers/dependencies/ ./
COPY --from=layers /work/layers/spring-boot-loader/ ./
COPY --from=layers /work/layers/snapshot-dependencies/ ./
COPY --from=layers /work/layers/application/ ./
# A heap that grows only where it must and gives memory back, and few pools of native memory: docs/footprint.md.
ENV MALLOC_ARENA_MAX=2
ENV JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms64m -XX:MaxRAMPercentage=60 -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 -XX:TrimNativeHeapInterval=30000 -Xss512k -Dio.netty.allocator.numDirectArenas=2 -Dio.netty.allocator.numHeapArenas=1"
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "org.springframework.boot.loader.launch.JarLauncher"]
