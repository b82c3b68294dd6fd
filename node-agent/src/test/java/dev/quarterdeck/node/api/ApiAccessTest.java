package dev.quarterdeck.node.api;

import static dev.quarterdeck.node.api.ApiAccess.Verdict.ALLOWED;
import static dev.quarterdeck.node.api.ApiAccess.Verdict.FORBIDDEN;
import static dev.quarterdeck.node.api.ApiAccess.Verdict.UNAUTHENTICATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiAccessTest {
    private final ApiAccess access =
            new ApiAccess(List.of("kube-apiserver-kubelet-client"), List.of("quarterdeck:gateways"));

    @Test
    void lets_listed_names_and_groups_in() {
        assertThat(access.check("CN=kube-apiserver-kubelet-client")).isEqualTo(ALLOWED);
        assertThat(access.check("CN=gw-1,O=quarterdeck:gateways")).isEqualTo(ALLOWED);
        assertThat(access.check("CN=system:node:n1,O=system:nodes")).isEqualTo(FORBIDDEN);
        assertThat(access.check("CN=x\\,CN=kube-apiserver-kubelet-client")).isEqualTo(FORBIDDEN);
        assertThat(access.check((SslHandler) null)).isEqualTo(UNAUTHENTICATED);
    }
}
