package dev.quarterdeck.benchmarks.access;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A client for whoever a server's own kubeconfig names. */
public final class AdminClient {
    private static final int REQUEST_LIMIT_MILLIS = 10_000;

    private AdminClient() {}

    public static KubernetesClient of(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setRequestTimeout(REQUEST_LIMIT_MILLIS);
        String key = config.getClientKeyData();
        if (key != null && isEllipticCurve(new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8))) {
            config.setClientKeyAlgo("EC");
        }
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The client takes a PKCS#8 key for RSA unless it is told. */
    static boolean isEllipticCurve(String pem) {
        if (pem.contains("BEGIN EC PRIVATE KEY")) {
            return true;
        }
        if (!pem.contains("BEGIN PRIVATE KEY")) {
            return false;
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        try {
            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
