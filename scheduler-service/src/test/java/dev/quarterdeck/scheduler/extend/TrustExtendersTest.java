package dev.quarterdeck.scheduler.extend;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.scheduler.SchedulerHarness;
import dev.quarterdeck.scheduler.profile.ConfigurationReader;
import dev.quarterdeck.scheduler.profile.SchedulerConfiguration;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extenders over HTTPS with real certificates: who is believed, and as whom this scheduler is known there. */
class TrustExtendersTest {
    @TempDir
    Path directory;

    private final TestAuthority authority = new TestAuthority("CN=authority");
    /** Names of the clients that asked; empty for one without a certificate. */
    private final List<String> clients = new CopyOnWriteArrayList<>();

    private TestAuthority.Identity server = new TestAuthority.Identity(Path.of(""), Path.of(""), Path.of(""));
    private TestAuthority.Identity client = server;
    private final HttpsServer https = create();
    private boolean clientsAreAsked;

    private static HttpsServer create() {
        try {
            return HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void serve() throws Exception {
        server = authority.issue(directory, "server", "CN=server", List.of("extender.example", "*.wild.example"));
        client = authority.issue(directory, "client", "CN=kube-scheduler");
        Config config = new ConfigBuilder(Config.empty())
                .withCaCertFile(server.ca().toString())
                .withClientCertFile(server.certificate().toString())
                .withClientKeyFile(server.key().toString())
                .withClientKeyAlgo("EC")
                .build();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(SSLUtils.keyManagers(config), SSLUtils.trustManagers(config), null);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asked = context.getDefaultSSLParameters();
                asked.setNeedClientAuth(clientsAreAsked);
                parameters.setSSLParameters(asked);
            }
        });
        https.createContext("/f", exchange -> {
            clients.add(nameOf((HttpsExchange) exchange));
            exchange.getRequestBody().readAllBytes();
            var answer = Json.object();
            answer.putArray("NodeNames").add("n1");
            byte[] body = Json.write(answer);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        https.start();
    }

    private static String nameOf(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    @AfterEach
    void stop() {
        https.stop(0);
    }

    private static String data(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    /** The node that a pod gets by an extender of such settings; or what kept it waiting. */
    private String nodeWith(String host, String settings) throws Exception {
        SchedulerConfiguration configuration = ConfigurationReader.read(
                ("{apiVersion: kubescheduler.config.k8s.io/v1, kind: KubeSchedulerConfiguration, extenders: [{urlPrefix: 'https://"
                                + host + ":" + https.getAddress().getPort()
                                + "', filterVerb: f, nodeCacheCapable: true, httpTimeout: 20s, " + settings + "}]}")
                        .getBytes(StandardCharsets.UTF_8),
                "default-scheduler");
        SchedulerHarness it = new SchedulerHarness(configuration.profiles(), configuration.extenders());
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(pod("p", "1", "1Gi"));
        it.run();
        return it.nodeOf("p").isEmpty() ? it.events.events().getFirst() : it.nodeOf("p");
    }

    @Test
    void oneThatANamedAuthorityVouchesForIsBelieved() throws Exception {
        assertThat(nodeWith("127.0.0.1", "tlsConfig: {caFile: '" + server.ca() + "'}"))
                .isEqualTo("n1");
        assertThat(nodeWith("localhost", "tlsConfig: {caData: '" + data(server.ca()) + "'}"))
                .isEqualTo("n1");
        assertThat(clients).containsExactly("", "");
    }

    @Test
    void oneOfAnotherAuthorityIsNot() throws Exception {
        Path other =
                new TestAuthority("CN=other").issue(directory, "other", "CN=x").ca();
        assertThat(nodeWith("127.0.0.1", "tlsConfig: {caFile: '" + other + "'}"))
                .startsWith("Warning FailedScheduling Pod/p Post \"https://127.0.0.1:");
        assertThat(nodeWith("127.0.0.1", "ignorable: false"))
                .as("nor by the authorities of the machine")
                .startsWith("Warning FailedScheduling Pod/p Post \"https://127.0.0.1:");
        assertThat(clients).isEmpty();
    }

    @Test
    void whereNothingIsToBeCheckedAnybodyIsBelieved() throws Exception {
        assertThat(nodeWith("127.0.0.1", "tlsConfig: {insecure: true}")).isEqualTo("n1");
        assertThat(nodeWith("127.0.0.1", "enableHTTPS: true")).isEqualTo("n1");
    }

    @Test
    void whereAnAuthorityIsNamedHttpsAloneDoesNotSwitchTheCheckOff() throws Exception {
        Path other =
                new TestAuthority("CN=other").issue(directory, "other", "CN=x").ca();
        assertThat(nodeWith("127.0.0.1", "enableHTTPS: true, tlsConfig: {caFile: '" + other + "'}"))
                .startsWith("Warning FailedScheduling Pod/p Post ");
    }

    @Test
    void itsCertificateMustBeForTheNameThatIsExpected() throws Exception {
        String ca = "caFile: '" + server.ca() + "'";
        assertThat(nodeWith("127.0.0.1", "tlsConfig: {" + ca + ", serverName: extender.example}"))
                .isEqualTo("n1");
        assertThat(nodeWith("127.0.0.1", "tlsConfig: {" + ca + ", serverName: A.Wild.Example}"))
                .isEqualTo("n1");
        for (String wrong : List.of("other.example", "a.b.wild.example", "wild.example")) {
            assertThat(nodeWith("127.0.0.1", "tlsConfig: {" + ca + ", serverName: " + wrong + "}"))
                    .contains("certificate is not valid for " + wrong);
        }
    }

    @Test
    void oneThatAsksWhoIsAskingIsTold() throws Exception {
        clientsAreAsked = true;
        String ca = "caFile: '" + server.ca() + "'";
        assertThat(nodeWith("127.0.0.1", "tlsConfig: {" + ca + "}")).startsWith("Warning FailedScheduling Pod/p Post ");
        assertThat(nodeWith(
                        "127.0.0.1",
                        "tlsConfig: {" + ca + ", certFile: '" + client.certificate() + "', keyFile: '" + client.key()
                                + "'}"))
                .isEqualTo("n1");
        assertThat(nodeWith(
                        "127.0.0.1",
                        "tlsConfig: {" + ca + ", certData: '" + data(client.certificate()) + "', keyData: '"
                                + data(client.key()) + "'}"))
                .isEqualTo("n1");
        assertThat(clients).containsExactly("CN=kube-scheduler", "CN=kube-scheduler");
    }
}
