package dev.quarterdeck.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SysctlBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SafeSysctlsTest {
    private static Pod pod(boolean hostNetwork, boolean hostIpc, String... names) {
        return Pods.pod("web", Pods.shell("c", "sleep 1000").build())
                .editSpec()
                .withHostNetwork(hostNetwork)
                .withHostIPC(hostIpc)
                .withNewSecurityContext()
                .addAllToSysctls(Stream.of(names)
                        .map(name -> new SysctlBuilder()
                                .withName(name)
                                .withValue("1")
                                .build())
                        .toList())
                .endSecurityContext()
                .endSpec()
                .build();
    }

    @Test
    void safeOnesMayBeSet() {
        assertThat(SafeSysctls.objection(pod(false, false, "kernel.shm_rmid_forced", "net/ipv4/tcp_syncookies")))
                .isEmpty();
        assertThat(SafeSysctls.objection(
                        Pods.pod("web", Pods.shell("c", "").build()).build()))
                .isEmpty();
    }

    @Test
    void othersMayNot() {
        assertThat(SafeSysctls.objection(pod(false, false, "net.ipv4.tcp_syncookies", "kernel.msgmax")))
                .contains("forbidden sysctl: \"kernel.msgmax\" not allowlisted");
        assertThat(SafeSysctls.objection(pod(false, false, "kernel/msgmax")))
                .contains("forbidden sysctl: \"kernel.msgmax\" not allowlisted");
    }

    @Test
    void norThoseOfNamespacesThatThePodSharesWithItsHost() {
        assertThat(SafeSysctls.objection(pod(true, false, "net.ipv4.tcp_syncookies")))
                .contains("forbidden sysctl: \"net.ipv4.tcp_syncookies\" not allowed with host Net enabled");
        assertThat(SafeSysctls.objection(pod(false, true, "kernel.shm_rmid_forced")))
                .contains("forbidden sysctl: \"kernel.shm_rmid_forced\" not allowed with host IPC enabled");
        assertThat(SafeSysctls.objection(pod(true, false, "kernel.shm_rmid_forced")))
                .isEmpty();
    }
}
