package dev.quarterdeck.node.runtime;

import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.cri.v1.*;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link PodRuntime} over CRI v1. */
public final class CriPodRuntime implements PodRuntime {
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(4);
    /** What the runtime gets to say that a command timed out: it never says so of one whose end it missed. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private static final Duration PULL = Duration.ofMinutes(30);

    private final CriClient cri;
    private final CniConfiguration network;
    private final CriObserver observer;

    /** @param network what {@link #podNetwork} writes the pod network's configuration with */
    public CriPodRuntime(CriClient cri, CniConfiguration network) {
        this.cri = cri;
        this.network = network;
        this.observer = new CriObserver(cri, SHORT);
    }

    @Override
    public String version() {
        VersionResponse version = call(() -> cri.runtime(SHORT).version(VersionRequest.getDefaultInstance()));
        return version.getRuntimeName() + "://" + version.getRuntimeVersion();
    }

    @Override
    public Optional<String> notReady() {
        StatusResponse response = call(() -> cri.runtime(SHORT).status(StatusRequest.getDefaultInstance()));
        return response.getStatus().getConditionsList().stream()
                .filter(condition -> !condition.getStatus())
                .map(condition -> "container runtime "
                        + (condition.getType().equals("NetworkReady")
                                ? "network not ready: NetworkReady=false"
                                : "not ready: " + condition.getType() + "=false")
                        + " reason:" + condition.getReason() + " message:" + condition.getMessage())
                .findFirst();
    }

    @Override
    public void podNetwork(List<String> podCidrs) {
        network.write(podCidrs);
    }

    @Override
    public List<ObservedPod> list() {
        return call(observer::list);
    }

    @Override
    public ObservedPod observe(String podUid) {
        return call(() -> observer.observe(podUid));
    }

    @Override
    public AutoCloseable watch(Consumer<String> podChanged) {
        return new RuntimeWatch(cri, this::list, podChanged);
    }

    @Override
    public String runSandbox(PodSandboxConfig config, String runtimeHandler) {
        return call(() -> cri.runtime(LONG)
                .runPodSandbox(RunPodSandboxRequest.newBuilder()
                        .setConfig(config)
                        .setRuntimeHandler(runtimeHandler)
                        .build())
                .getPodSandboxId());
    }

    @Override
    public void stopSandbox(String sandboxId) {
        gone(() -> cri.runtime(LONG)
                .stopPodSandbox(StopPodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build()));
    }

    @Override
    public void removeSandbox(String sandboxId) {
        gone(() -> cri.runtime(LONG)
                .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build()));
    }

    @Override
    public String createContainer(String sandboxId, PodSandboxConfig sandbox, ContainerConfig config) {
        return call(() -> cri.runtime(LONG)
                .createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .setConfig(config)
                        .setSandboxConfig(sandbox)
                        .build())
                .getContainerId());
    }

    @Override
    public void startContainer(String containerId) {
        call(() -> cri.runtime(LONG)
                .startContainer(StartContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        gone(() -> cri.runtime(grace.plus(LONG))
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .setTimeout(grace.toSeconds())
                        .build()));
    }

    @Override
    public void removeContainer(String containerId) {
        gone(() -> cri.runtime(LONG)
                .removeContainer(RemoveContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
        observer.forget(containerId);
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        ExecSyncResponse response = call(() -> cri.runtime(timeout.plus(ANSWER))
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setTimeout(timeout.toSeconds())
                        .build()));
        return new ExecResult(
                response.getExitCode(),
                response.getStdout().toStringUtf8(),
                response.getStderr().toStringUtf8());
    }

    @Override
    public void reopenLog(String containerId) {
        call(() -> cri.runtime(SHORT)
                .reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public Optional<LocalImage> image(String reference) {
        ImageStatusResponse response = call(() -> cri.images(SHORT)
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(spec(reference))
                        .build()));
        return response.hasImage() ? Optional.of(CriObservations.image(response.getImage())) : Optional.empty();
    }

    @Override
    public List<LocalImage> images() {
        return call(() -> cri.images(SHORT).listImages(ListImagesRequest.getDefaultInstance())).getImagesList().stream()
                .map(CriObservations::image)
                .toList();
    }

    @Override
    public String pull(String reference, @Nullable AuthConfig credentials, PodSandboxConfig sandbox) {
        PullImageRequest.Builder request =
                PullImageRequest.newBuilder().setImage(spec(reference)).setSandboxConfig(sandbox);
        if (credentials != null) {
            request.setAuth(credentials);
        }
        return call(() -> cri.images(PULL).pullImage(request.build()).getImageRef());
    }

    @Override
    public void removeImage(String reference) {
        gone(() -> cri.images(LONG)
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(spec(reference))
                        .build()));
    }

    private static ImageSpec spec(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }

    @Override
    public URI execStream(String containerId, List<String> command, StreamOptions options) {
        return URI.create(call(() -> cri.runtime(SHORT)
                .exec(ExecRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setStdin(options.stdin())
                        .setStdout(options.stdout())
                        .setStderr(options.stderr() && !options.tty())
                        .setTty(options.tty())
                        .build())
                .getUrl()));
    }

    @Override
    public URI attachStream(String containerId, StreamOptions options) {
        return URI.create(call(() -> cri.runtime(SHORT)
                .attach(AttachRequest.newBuilder()
                        .setContainerId(containerId)
                        .setStdin(options.stdin())
                        .setStdout(options.stdout())
                        .setStderr(options.stderr() && !options.tty())
                        .setTty(options.tty())
                        .build())
                .getUrl()));
    }

    @Override
    public URI portForwardStream(String sandboxId, List<Integer> ports) {
        return URI.create(call(() -> cri.runtime(SHORT)
                .portForward(PortForwardRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .addAllPort(ports)
                        .build())
                .getUrl()));
    }

    @Override
    public void close() {
        cri.close();
    }

    private static <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    private static void gone(Supplier<?> request) {
        try {
            var unused = request.get();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw failure(e);
            }
        }
    }

    private static RuntimeFailure failure(StatusRuntimeException e) {
        String description = e.getStatus().getDescription();
        return new RuntimeFailure(
                e.getStatus().getCode(),
                "rpc error: code = " + CriObservations.codeName(e.getStatus().getCode()) + " desc = "
                        + (description == null ? "" : description),
                e);
    }
}
