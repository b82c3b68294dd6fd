package dev.quarterdeck.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageReferenceTest {
    @Test
    void completes_short_names() {
        assertThat(ImageReference.normalized("busybox")).contains("docker.io/library/busybox:latest");
        assertThat(ImageReference.normalized("me/app:1")).contains("docker.io/me/app:1");
        assertThat(ImageReference.normalized("localhost:5000/app")).contains("localhost:5000/app:latest");
        assertThat(ImageReference.normalized("registry.k8s.io/pause:3.10")).contains("registry.k8s.io/pause:3.10");
        String digest = "a@sha256:" + "0".repeat(64);
        assertThat(ImageReference.normalized(digest)).contains("docker.io/library/" + digest);
    }

    @Test
    void refuses_what_is_no_reference() {
        assertThat(ImageReference.normalized("Invalid Image")).isEmpty();
        assertThat(ImageReference.normalized("")).isEmpty();
        assertThat(ImageReference.normalized("registry/UPPER")).isEmpty();
    }
}
