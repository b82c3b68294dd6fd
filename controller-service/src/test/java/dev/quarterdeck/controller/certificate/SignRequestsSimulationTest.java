package dev.quarterdeck.controller.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignRequestsSimulationTest {
    private static final String NODE = "O=system:nodes,CN=system:node:n1";

    @TempDir
    Path directory;

    private SimulatedCluster cluster = new SimulatedCluster(1);

    @BeforeEach
    void start() {
        // any certificate with its key will do for an authority here
        TestAuthority.Identity authority = new TestAuthority("CN=ca").issue(directory, "signer", "CN=signer");
        cluster = new SimulatedCluster(1)
                .run(context -> CertificateController.create(context, authority.certificate(), authority.key()));
    }

    static String pkcs10(String subject, String dns) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic());
            if (!dns.isEmpty()) {
                ExtensionsGenerator extensions = new ExtensionsGenerator();
                extensions.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, dns)));
                builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
            String pem = "-----BEGIN CERTIFICATE REQUEST-----\n"
                    + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END CERTIFICATE REQUEST-----\n";
            return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void request(String signer, String subject, String dns, List<String> usages, boolean approved) {
        CertificateSigningRequestBuilder request = new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withName("r")
                .endMetadata()
                .withNewSpec()
                .withSignerName(signer)
                .withUsername("system:node:n1")
                .withGroups("system:nodes")
                .withUsages(usages)
                .withRequest(pkcs10(subject, dns))
                .withExpirationSeconds(3600)
                .endSpec();
        if (approved) {
            request.withNewStatus()
                    .addNewCondition()
                    .withType("Approved")
                    .withStatus("True")
                    .withLastUpdateTime(cluster.time.instant().toString())
                    .endCondition()
                    .endStatus();
        }
        cluster.create(request.build()).converge();
    }

    private CertificateSigningRequest request() {
        return cluster.get(
                () -> cluster.api.get(CertificateSigningRequest.class, "", "r").orElseThrow());
    }

    private X509Certificate certificate() throws Exception {
        byte[] pem = Base64.getDecoder().decode(request().getStatus().getCertificate());
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    @Test
    void signsWhatIsApprovedForAsLongAsIsAskedFor() throws Exception {
        request(SignerRules.CLIENT, "O=team,CN=anna", "", List.of("client auth", "digital signature"), true);
        assertThat(certificate().getSubjectX500Principal().getName())
                .contains("CN=anna")
                .contains("O=team");
        assertThat(certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate().getKeyUsage()[0]).isTrue();
        assertThat(certificate().getNotAfter().toInstant())
                .isBefore(cluster.time.instant().plus(Duration.ofHours(2)));
        assertThat(certificate().getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void servingCertificatesKeepTheirNames() throws Exception {
        request(SignerRules.KUBELET_SERVING, NODE, "n1.example", List.of("server auth", "digital signature"), true);
        assertThat(certificate().getSubjectAlternativeNames()).hasSize(1);
    }

    /** In the reference's words. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubernetes.io/kube-apiserver-client | O=team,CN=anna | '' | server auth | invalid usage for client"
                        + " certificate: server auth",
                "kubernetes.io/kube-apiserver-client | O=team,CN=anna | '' | key encipherment | missing required usage"
                        + " for client certificate: client auth",
                "kubernetes.io/kube-apiserver-client-kubelet | O=team,CN=anna | '' | client auth | subject organization"
                        + " is not system:nodes",
                "kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:n1 | n1 | client auth |"
                        + " DNS subjectAltNames are not allowed",
                "kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=n1 | '' | client auth | subject common"
                        + " name does not begin with system:node:",
                "kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:n1 | '' | server auth |"
                        + " usages did not match [client auth digital signature key encipherment]",
                "kubernetes.io/kubelet-serving | O=system:nodes,CN=system:node:n1 | '' | server auth | DNS or IP"
                        + " subjectAltName is required",
                "kubernetes.io/kubelet-serving | O=system:nodes,CN=system:node:n1 | n1 | client auth | usages did not"
                        + " match [digital signature key encipherment server auth]",
            })
    void saysWhyItDoesNotSign(String signer, String subject, String dns, String usage, String why) {
        request(signer, subject, dns, List.of("digital signature", usage), true);
        assertThat(request().getStatus().getCertificate()).isNullOrEmpty();
        assertThat(request().getStatus().getConditions()).anySatisfy(c -> {
            assertThat(c.getType()).isEqualTo("Failed");
            assertThat(c.getReason()).isEqualTo("SignerValidationFailure");
            assertThat(c.getMessage()).isEqualTo(why);
        });
    }

    @Test
    void othersAreLeftToThoseWhoSignThem() {
        request("example.com/mine", "CN=x", "", List.of("client auth"), true);
        assertThat(request().getStatus().getCertificate()).isNullOrEmpty();
        assertThat(request().getStatus().getConditions()).hasSize(1);
    }

    @Test
    void oldRequestsAreRemoved() {
        request("example.com/mine", "CN=x", "", List.of("client auth"), false);
        cluster.time.advance(Duration.ofHours(26));
        cluster.converge();
        assertThat(cluster.server.count("certificatesigningrequests.certificates.k8s.io"))
                .isZero();
    }
}
