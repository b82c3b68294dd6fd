package dev.quarterdeck.network.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.testing.FakeInformers;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DnsResponderTest {
    private final FakeInformers informers = new FakeInformers();
    private DnsResponder responder;

    @BeforeEach
    void fill() {
        var services = informers.of(Service.class);
        var slices = informers.of(EndpointSlice.class);
        responder = new DnsResponder(
                new InformerRecords(services, slices, "cluster.local"),
                "cluster.local",
                q -> CompletableFuture.failedFuture(new IOException("no upstream")));
        informers.start();
        informers.put(service("web", "10.96.0.5"));
        informers.put(service("db", "None"));
        Service external = service("far", null);
        external.getSpec().setType("ExternalName");
        external.getSpec().setExternalName("web.default.svc.cluster.local");
        informers.put(external);
        informers.put(new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("db-1")
                .addToLabels("kubernetes.io/service-name", "db")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("sql")
                .withProtocol("TCP")
                .withPort(5432)
                .endPort()
                .addNewEndpoint()
                .withAddresses("10.244.0.7")
                .withHostname("db-0")
                .withNewConditions(true, true, false)
                .endEndpoint()
                .addNewEndpoint()
                .withAddresses("10.244.0.8")
                .withNewConditions(false, false, false)
                .endEndpoint()
                .build());
    }

    private static Service service(String name, String clusterIp) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(clusterIp)
                .addNewPort()
                .withName("sql")
                .withProtocol("TCP")
                .withPort(5432)
                .endPort()
                .endSpec()
                .build();
    }

    private Message ask(String name, int type) throws IOException {
        return responder
                .answer(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)))
                .join();
    }

    private List<String> answers(String name, int type) throws IOException {
        return ask(name, type).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    @Test
    void aServiceHasItsClusterIp() throws IOException {
        assertThat(answers("web.default.svc.cluster.local.", Type.A)).containsExactly("10.96.0.5");
        assertThat(answers("WEB.Default.svc.cluster.local.", Type.A)).containsExactly("10.96.0.5");
        assertThat(ask("web.default.svc.cluster.local.", Type.AAAA).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aHeadlessServiceHasItsReadyEndpoints() throws IOException {
        assertThat(answers("db.default.svc.cluster.local.", Type.A)).containsExactly("10.244.0.7");
        assertThat(answers("db-0.db.default.svc.cluster.local.", Type.A)).containsExactly("10.244.0.7");
        assertThat(answers("_sql._tcp.db.default.svc.cluster.local.", Type.SRV))
                .containsExactly("0 100 5432 db-0.db.default.svc.cluster.local.");
    }

    @Test
    void aServiceOfBothFamiliesHasARecordOfEach() throws IOException {
        Service both = service("both", "10.96.0.9");
        both.getSpec().setClusterIPs(List.of("10.96.0.9", "FD00:10:96:0::9"));
        informers.put(both);
        assertThat(answers("both.default.svc.cluster.local.", Type.A)).containsExactly("10.96.0.9");
        assertThat(answers("both.default.svc.cluster.local.", Type.AAAA)).containsExactly("fd00:10:96:0:0:0:0:9");
        assertThat(ask("_sql._tcp.both.default.svc.cluster.local.", Type.SRV).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(ask("_sql._tcp.both.default.svc.cluster.local.", Type.SRV).getSection(Section.ADDITIONAL))
                .extracting(Record::getType)
                .containsExactlyInAnyOrder(Type.A, Type.AAAA);
        assertThat(answers("9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.1.0.0.0.0.d.f.ip6.arpa.", Type.PTR))
                .containsExactly("both.default.svc.cluster.local.");
    }

    @Test
    void endpointsAndPodsOfIpv6HaveNamesToo() throws IOException {
        informers.put(new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("db-2")
                .addToLabels("kubernetes.io/service-name", "db")
                .endMetadata()
                .withAddressType("IPv6")
                .addNewPort()
                .withName("sql")
                .withProtocol("TCP")
                .withPort(5432)
                .endPort()
                .addNewEndpoint()
                .withAddresses("fd00:10:244::7")
                .withNewConditions(true, true, false)
                .endEndpoint()
                .build());
        assertThat(answers("db.default.svc.cluster.local.", Type.A)).containsExactly("10.244.0.7");
        assertThat(answers("db.default.svc.cluster.local.", Type.AAAA)).containsExactly("fd00:10:244:0:0:0:0:7");
        assertThat(answers("fd00-10-244--7.db.default.svc.cluster.local.", Type.AAAA))
                .containsExactly("fd00:10:244:0:0:0:0:7");
        assertThat(answers("fd00-10-244--8.default.pod.cluster.local.", Type.AAAA))
                .containsExactly("fd00:10:244:0:0:0:0:8");
        assertThat(ask("fd00-10-244-8.default.pod.cluster.local.", Type.AAAA).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void namedPortsHaveServiceRecords() throws IOException {
        assertThat(answers("_sql._tcp.web.default.svc.cluster.local.", Type.SRV))
                .containsExactly("0 100 5432 web.default.svc.cluster.local.");
        assertThat(ask("_sql._udp.web.default.svc.cluster.local.", Type.SRV).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void anExternalNameIsAnAliasThatIsFollowed() throws IOException {
        assertThat(answers("far.default.svc.cluster.local.", Type.A))
                .containsExactly("web.default.svc.cluster.local.", "10.96.0.5");
    }

    @Test
    void podsHaveTheNameOfTheirAddress() throws IOException {
        assertThat(answers("10-244-0-7.default.pod.cluster.local.", Type.A)).containsExactly("10.244.0.7");
    }

    @Test
    void addressesHaveNames() throws IOException {
        assertThat(answers("5.0.96.10.in-addr.arpa.", Type.PTR)).containsExactly("web.default.svc.cluster.local.");
        assertThat(answers("7.0.244.10.in-addr.arpa.", Type.PTR)).containsExactly("db-0.db.default.svc.cluster.local.");
    }

    @Test
    void whatDoesNotExistIsNxdomainWithAnAuthority() throws IOException {
        Message answer = ask("nothing.default.svc.cluster.local.", Type.A);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    }

    @Test
    void whatUpstreamCannotAnswerFails() throws IOException {
        assertThat(ask("example.org.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void theServerAnswersOnUdpAndTcp() throws IOException {
        try (DnsServer server = DnsServer.start(responder, InetAddress.getLoopbackAddress(), 0)) {
            for (boolean tcp : new boolean[] {false, true}) {
                SimpleResolver resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
                resolver.setPort(server.port());
                resolver.setTCP(tcp);
                Message answer = resolver.send(Message.newQuery(
                        Record.newRecord(Name.fromString("web.default.svc.cluster.local."), Type.A, DClass.IN)));
                assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
            }
        }
    }
}
