package dev.quarterdeck.node.cri;

import dev.quarterdeck.node.cri.events.Envelope;
import dev.quarterdeck.node.cri.events.EventsGrpc;
import dev.quarterdeck.node.cri.events.SubscribeRequest;
import dev.quarterdeck.node.cri.v1.ImageServiceGrpc;
import dev.quarterdeck.node.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import dev.quarterdeck.node.cri.v1.RuntimeServiceGrpc;
import dev.quarterdeck.node.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a container runtime. Calls block the calling (virtual) thread; many may be under way at once. Errors are
 * {@link io.grpc.StatusRuntimeException}; a broken connection is made anew by the next call.
 */
public final class CriClient implements AutoCloseable {

    /** A CRI answer lists every container of a host; gRPC's own limit of 4 MiB is too small for that. */
    private static final int LARGEST_ANSWER_BYTES = 16 * 1024 * 1024;

    private static final Metadata.Key<String> CONTAINERD_NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

    private final MultiThreadIoEventLoopGroup eventLoop;
    private final ManagedChannel channel;
    private final RuntimeServiceBlockingStub runtime;
    private final ImageServiceBlockingStub images;

    public CriClient(Path socket) {
        eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .eventLoopGroup(eventLoop)
                .channelFactory(NioDomainSocketChannel::new)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(LARGEST_ANSWER_BYTES)
                .usePlaintext()
                .build();
        runtime = RuntimeServiceGrpc.newBlockingStub(channel);
        images = ImageServiceGrpc.newBlockingStub(channel);
    }

    public RuntimeServiceBlockingStub runtime(Duration deadline) {
        return runtime.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    public ImageServiceBlockingStub images(Duration deadline) {
        return images.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tries to connect at once, without the pause that follows a failure. */
    public void reconnect() {
        channel.resetConnectBackoff();
    }

    /**
     * Calls {@code onEvent} whenever containerd reports that a task or container of the {@code k8s.io} namespace changed, on a gRPC thread. The
     * stream is not resumed: {@code onEnd} is called once when it breaks (a runtime without this service breaks it at once), and the caller
     * subscribes again.
     */
    public AutoCloseable events(Runnable onEvent, Runnable onEnd) {
        Metadata headers = new Metadata();
        headers.put(CONTAINERD_NAMESPACE, "k8s.io");
        EventsGrpc.EventsStub stub = EventsGrpc.newStub(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
        EventObserver observer = new EventObserver(onEvent, onEnd);
        stub.subscribe(
                SubscribeRequest.newBuilder()
                        .addFilters("topic~=\"^/tasks/(start|exit|oom|delete)\"")
                        .build(),
                observer);
        return observer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static final class EventObserver
            implements ClientResponseObserver<SubscribeRequest, Envelope>, AutoCloseable {
        private final Runnable onEvent;
        private final Runnable onEnd;
        private volatile @Nullable ClientCallStreamObserver<SubscribeRequest> call;

        EventObserver(Runnable onEvent, Runnable onEnd) {
            this.onEvent = onEvent;
            this.onEnd = onEnd;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<SubscribeRequest> requestStream) {
            call = requestStream;
        }

        @Override
        public void onNext(Envelope value) {
            onEvent.run();
        }

        @Override
        public void onError(Throwable t) {
            onEnd.run();
        }

        @Override
        public void onCompleted() {
            onEnd.run();
        }

        @Override
        public void close() {
            ClientCallStreamObserver<SubscribeRequest> open = call;
            if (open != null) {
                open.cancel("no longer needed", null);
            }
        }
    }
}
