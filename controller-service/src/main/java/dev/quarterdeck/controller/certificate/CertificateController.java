package dev.quarterdeck.controller.certificate;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wires approval, signing and removal of certificate signing requests. */
public final class CertificateController {
    private static final Duration LONGEST = Duration.ofDays(365);

    private CertificateController() {}

    /**
     * @param certificate PEM of the authority that signs; null signs nothing
     * @param key its key, PKCS #8
     */
    public static Controller create(ControllerContext context, @Nullable Path certificate, @Nullable Path key) {
        Optional<ClusterSigner> signer = certificate == null || key == null
                ? Optional.empty()
                : Optional.of(ClusterSigner.load(certificate, key, LONGEST));
        Informer<CertificateSigningRequest> requests = context.informers().of(CertificateSigningRequest.class);
        ReconcileLoop<ObjectKey> loop =
                context.loop("certificate", new RequestReconciler(requests, context.api(), signer, context.time()));
        requests.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("certificatesigningrequest", List.of(loop), List.of(requests));
    }
}
