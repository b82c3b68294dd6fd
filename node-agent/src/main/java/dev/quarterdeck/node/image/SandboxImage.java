package dev.quarterdeck.node.image;

import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.cri.v1.ImageSpec;
import dev.quarterdeck.node.cri.v1.ImageStatusRequest;
import dev.quarterdeck.node.cri.v1.PullImageRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Sees to it that a containerd has the image that its sandboxes are made of. Blocks; any thread. */
public final class SandboxImage {
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final Duration PULL = Duration.ofSeconds(10);

    /** Where the image came from. */
    public enum Origin {
        PRESENT,
        PULLED,
        /** Made from the host's static busybox, since no registry was reached in time. */
        MADE
    }

    private SandboxImage() {}

    /**
     * @param socket of the containerd
     * @param name as its configuration names it
     * @param busybox a static one
     * @throws IOException it could neither be pulled nor made
     */
    public static Origin ensure(Path socket, String name, Path busybox) throws IOException, InterruptedException {
        ImageSpec image = ImageSpec.newBuilder().setImage(name).build();
        try (CriClient client = new CriClient(socket)) {
            if (client.images(ASK)
                    .imageStatus(ImageStatusRequest.newBuilder().setImage(image).build())
                    .hasImage()) {
                return Origin.PRESENT;
            }
            try {
                var unused = client.images(PULL)
                        .pullImage(PullImageRequest.newBuilder().setImage(image).build());
                return Origin.PULLED;
            } catch (StatusRuntimeException unreachable) {
                new ImageImport(socket).load(OciImageArchive.ofPause(name, busybox));
                return Origin.MADE;
            }
        }
    }
}
