package dev.quarterdeck.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final Resolver HOST =
            Resolver.parse("nameserver 192.0.2.53\nsearch corp.example\noptions timeout:1\n");

    private static Resolver of(Pod pod) {
        return Resolver.of(pod, HOST, List.of("10.96.0.10"), "cluster.local");
    }

    private static Pod pod(String policy, boolean hostNetwork) {
        return Pods.pod("web")
                .editSpec()
                .withDnsPolicy(policy)
                .withHostNetwork(hostNetwork)
                .endSpec()
                .build();
    }

    @Test
    void asks_the_cluster_first() {
        assertThat(of(pod("ClusterFirst", false)))
                .isEqualTo(new Resolver(
                        List.of("10.96.0.10"),
                        List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "corp.example"),
                        List.of("ndots:5")));
        assertThat(of(pod("ClusterFirst", true))).isEqualTo(HOST);
        assertThat(of(pod("ClusterFirstWithHostNet", true)).servers()).containsExactly("10.96.0.10");
        assertThat(of(pod("Default", false))).isEqualTo(HOST);
    }

    @Test
    void adds_what_the_pod_wants() {
        Pod pod = Pods.pod("web")
                .editSpec()
                .withDnsPolicy("None")
                .withNewDnsConfig()
                .withNameservers("1.1.1.1")
                .withSearches("a.example")
                .addNewOption("ndots", "2")
                .addNewOption("edns0", null)
                .endDnsConfig()
                .endSpec()
                .build();
        assertThat(of(pod))
                .isEqualTo(new Resolver(List.of("1.1.1.1"), List.of("a.example"), List.of("ndots:2", "edns0")));
    }

    @Test
    void names_pods_by_their_subdomain() {
        Pod pod = Pods.pod("a-very-long-name-that-goes-on-and-on-until-it-is-far-past-the-limit-of-hosts")
                .build();
        assertThat(PodHostname.of(pod, "cluster.local").hostname()).hasSize(63);
        Pod named = Pods.pod("web-0")
                .editSpec()
                .withHostname("web-0")
                .withSubdomain("web")
                .endSpec()
                .build();
        PodHostname names = PodHostname.of(named, "cluster.local");
        assertThat(names.fqdn()).isEqualTo("web-0.web.default.svc.cluster.local");
        assertThat(HostsFile.ofPod(named, names, List.of("10.1.0.5")))
                .contains("10.1.0.5\tweb-0.web.default.svc.cluster.local\tweb-0\n");
    }
}
